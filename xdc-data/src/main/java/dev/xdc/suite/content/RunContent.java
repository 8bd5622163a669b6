package dev.xdc.suite.content;

import dev.xdc.clip.ClipDataset;
import dev.xdc.data.reader.MediaDataset;
import dev.xdc.suite.run.WorkMonitor;
import dev.xdc.train.XdcListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the videos of a run hold, as the run folder keeps it in {@value #FILE}. */
public final class RunContent {

  /** The file in a run folder. */
  public static final String FILE = "content.json";

  private RunContent() {}

  /**
   * Returns what videos hold: what a run folder keeps if it is of these videos and clips, else what
   * a {@link ContentScan} finds.
   *
   * @throws IOException if the file is damaged, or too many clips cannot be read
   */
  public static SetContent of(Path run, ClipDataset videos, WorkMonitor monitor)
      throws IOException {
    Path file = run.resolve(FILE);
    if (Files.isRegularFile(file)) {
      SetContent kept = SetContent.read(file);
      if (kept.isOf(videos)) {
        return kept;
      }
    }
    return ContentScan.of(videos, monitor);
  }

  /** Returns what keeps it in a run folder, once the run is accepted. */
  public static XdcListener keeper(Path run, SetContent content) {
    return new XdcListener() {
      @Override
      public void onStart() {
        try {
          content.write(run.resolve(FILE));
        } catch (IOException e) {
          throw new UncheckedIOException(e.toString(), e);
        }
      }
    };
  }

  /** Keeps it in the folder of a run to come; a run that has begun keeps what it began with. */
  public static void keepBefore(Path run, SetContent content) throws IOException {
    if (!Files.isDirectory(run.resolve("checkpoints"))) {
      content.write(run.resolve(FILE));
    }
  }

  /**
   * Returns the videos that a run was trained on, without reading any: {@code whole} itself if none
   * was left out. The caller closes both.
   *
   * @param whole all videos of the run
   * @throws IllegalArgumentException if the run's videos are others
   * @throws IOException if the file is missing or damaged
   */
  public static MediaDataset trained(Path run, MediaDataset whole, LeaveOut leaveOut)
      throws IOException {
    Path file = run.resolve(FILE);
    if (!Files.isRegularFile(file)) {
      throw new IOException(
          file + " is missing, which says what the run left out: resume the run to write it again");
    }
    SetContent content = SetContent.read(file);
    if (!content.fingerprint().equals(whole.fingerprint())) {
      throw new IllegalArgumentException(
          "%s is of other videos (%s, now %s): give those of the run"
              .formatted(file, content.fingerprint(), whole.fingerprint()));
    }
    return leaveOut.of(whole, content);
  }
}
