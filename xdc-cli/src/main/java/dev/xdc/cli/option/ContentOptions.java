package dev.xdc.cli.option;

import dev.xdc.data.reader.MediaDataset;
import dev.xdc.suite.content.LeaveOut;
import dev.xdc.suite.content.RunContent;
import dev.xdc.suite.content.SetContent;
import dev.xdc.suite.run.Method;
import dev.xdc.suite.run.WorkMonitor;
import dev.xdc.train.XdcListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Which videos are not pretrained on for what they hold. */
public final class ContentOptions {

  @Option(
      names = "--leave-out",
      converter = Kinds.class,
      paramLabel = "KINDS",
      description =
          "Leave out videos that are silent, still or duplicate, separated by commas; three clips of each are compared.")
  private @Nullable LeaveOut leaveOut;

  @Option(
      names = "--check-content",
      description = "Only count silent, still and duplicate videos; --json names them.")
  private boolean check;

  /** Nothing is given yet. */
  public ContentOptions() {}

  /** Kinds separated by commas. */
  static final class Kinds implements ITypeConverter<LeaveOut> {
    @Override
    public LeaveOut convert(String text) {
      try {
        return LeaveOut.of(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  /**
   * Checks that a method takes these options.
   *
   * @throws IllegalArgumentException if one is given to a supervised training
   */
  public void check(Method method) {
    if (method == Method.SUPERVISED && (check || leaveOut != null)) {
      throw new IllegalArgumentException(
          (check ? "--check-content" : "--leave-out")
              + " does not go with --method supervised: take a CSV file without those videos");
    }
  }

  /** Returns what is left out; null for nothing. */
  public @Nullable LeaveOut leaveOut() {
    return leaveOut;
  }

  /** Returns whether videos are counted and nothing else is done. */
  public boolean checkOnly() {
    return check;
  }

  /**
   * Returns the videos to train on, for the caller to close; reads clips of each if an option asks
   * for what they hold and the run folder does not keep it.
   *
   * @param whole all videos, which the caller closes
   * @param run the run folder
   */
  public Trained trained(MediaDataset whole, Path run, WorkMonitor monitor) throws IOException {
    if (!check && leaveOut == null) {
      return new Trained(whole, null);
    }
    SetContent content = RunContent.of(run, whole, monitor);
    if (check || leaveOut == null) {
      return new Trained(whole, content);
    }
    monitor.line(content.toString());
    return new Trained(leaveOut.of(whole, content), content);
  }

  /**
   * Videos to train on.
   *
   * @param clips the videos
   * @param content of all videos, also of those left out; null if it was not asked for
   */
  public record Trained(MediaDataset clips, @Nullable SetContent content) implements AutoCloseable {

    /** Returns what keeps the content in a run folder, once the run is accepted. */
    public XdcListener keeper(Path run) {
      return content == null ? new XdcListener() {} : RunContent.keeper(run, content);
    }

    /** Keeps the content for a run that is to come, and returns it. */
    public SetContent keepBefore(Path run) throws IOException {
      SetContent found = Objects.requireNonNull(content, "content");
      RunContent.keepBefore(run, found);
      return found;
    }

    @Override
    public void close() {
      clips.close();
    }
  }
}
