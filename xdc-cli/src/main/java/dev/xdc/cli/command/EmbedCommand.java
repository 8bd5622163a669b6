package dev.xdc.cli.command;

import dev.xdc.XdcModel;
import dev.xdc.cli.option.ModelOptions;
import dev.xdc.cli.option.VideoOptions;
import dev.xdc.cli.output.CoverageText;
import dev.xdc.cli.output.Csv;
import dev.xdc.cli.output.ProgressOutput;
import dev.xdc.clip.ClipSpec;
import dev.xdc.data.reader.MediaDataset;
import dev.xdc.data.reader.MediaList;
import dev.xdc.data.sample.SlidingWindows;
import dev.xdc.encoder.Encoder;
import dev.xdc.eval.ClipFeatures;
import dev.xdc.feature.NpyWriter;
import dev.xdc.internal.file.Unfinished;
import dev.xdc.suite.run.TaskTimer;
import dev.xdc.suite.run.WindowFeatures;
import dev.xdc.suite.store.FolderSettings;
import dev.xdc.weights.EncoderWeights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes features to files. */
@Command(
    name = "embed",
    description =
        "Writes features as .npy files (FLOAT32), one row for each video, with their ids in a CSV file. With --stride, each video has a file with a row for each window. Existing files are not computed again. Features of other videos, clips or weights are not overwritten.")
public final class EmbedCommand implements Callable<Integer> {

  /** Clips per pass through an encoder; does not change the result. */
  static final int BATCH = 32;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private VideoOptions given = new VideoOptions();
  @Mixin private ModelOptions model = new ModelOptions();

  @Option(
      names = "--out",
      required = true,
      showDefaultValue = Visibility.NEVER,
      paramLabel = "DIR",
      description = "Folder for the features.")
  private Path out = Path.of("");

  @Option(
      names = "--clips",
      paramLabel = "N",
      description = "Uniformly spaced clips of a video whose mean feature is its row.")
  private int clips = 10;

  @Option(
      names = "--stride",
      paramLabel = "SECONDS",
      description = "From one window to the next; windows slide over each video.")
  private @Nullable Double stride;

  @Option(
      names = "--window",
      paramLabel = "SECONDS",
      description = "Length of a window; that of the clips the model was trained on by default.")
  private @Nullable Double window;

  EmbedCommand() {}

  @Override
  public Integer call() throws IOException {
    if (clips < 1) {
      throw new IllegalArgumentException("--clips is " + clips + ", must be at least 1");
    }
    if (window != null && stride == null) {
      throw new IllegalArgumentException("--window needs --stride");
    }
    try (ProgressOutput progress = ProgressOutput.to(spec.commandLine().getErr());
        XdcModel loaded = model.load()) {
      ClipSpec clip =
          window == null ? loaded.clipSpec() : SlidingWindows.lengthened(loaded.clipSpec(), window);
      try (MediaDataset videos =
          given.reading().open(MediaList.of(given.source()), clip, model.required())) {
        for (Encoder encoder : model.encoders(loaded, progress)) {
          if (stride == null) {
            perVideo(encoder, videos, progress);
          } else {
            dense(encoder, videos, new SlidingWindows(clip, encoder.modality(), stride), progress);
          }
        }
        CoverageText.print(videos, spec.commandLine().getOut());
      }
    }
    return 0;
  }

  private void perVideo(Encoder encoder, MediaDataset videos, ProgressOutput progress)
      throws IOException {
    String name = encoder.modality().toString();
    requireSameSettings(encoder, videos);
    TaskTimer timer = new TaskTimer();
    long planned = (long) videos.size() * clips;
    ClipFeatures features =
        ClipFeatures.extract(
                ClipFeatures.Kind.POOLED,
                encoder,
                videos,
                new BitSet(),
                clips,
                BATCH,
                done -> progress.update(name, done, planned, timer.secondsLeft(done, planned)))
            .videoMeans();
    List<String> lines = new ArrayList<>(List.of("row,id"));
    int[] rows = features.videos();
    for (int i = 0; i < rows.length; i++) {
      lines.add(i + "," + Csv.quoted(videos.id(rows[i])));
    }
    Path file = out.resolve(name + ".npy");
    if (rows.length == 0) {
      throw new IOException("no clip could be read, so there is nothing to write to " + file);
    }
    Path ids = out.resolve(name + ".csv");
    Files.deleteIfExists(ids); // rows never stand beside the ids of others
    NpyWriter.write(file, features.rows());
    Unfinished.write(ids, lines);
    spec.commandLine().getOut().println(file + ": " + rows.length + " x " + encoder.featureWidth());
    spec.commandLine().getOut().flush();
  }

  /** Features of others are not overwritten. */
  private void requireSameSettings(Encoder encoder, MediaDataset videos) throws IOException {
    FolderSettings.require(
        out,
        encoder.modality() + ".json",
        encoder.modality() + " features",
        Map.of(
            "weights", EncoderWeights.fingerprint(encoder),
            "precision", encoder.precision().toString(),
            "data", videos.fingerprint(),
            "clip", videos.spec().toString(),
            "clips", String.valueOf(clips)));
  }

  private void dense(
      Encoder encoder, MediaDataset videos, SlidingWindows windows, ProgressOutput progress)
      throws IOException {
    String name = encoder.modality().toString();
    TaskTimer timer = new TaskTimer();
    String done =
        new WindowFeatures(out.resolve(name), encoder, videos, windows, encoder.precision())
            .write(
                video ->
                    progress.update(
                        name, video, videos.size(), timer.secondsLeft(video, videos.size())));
    spec.commandLine().getOut().println(done);
    spec.commandLine().getOut().flush();
  }
}
