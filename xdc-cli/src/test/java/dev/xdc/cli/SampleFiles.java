package dev.xdc.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.xdc.ClipRule;
import dev.xdc.ClusterFitting;
import dev.xdc.ClusterModel;
import dev.xdc.RunStoppedException;
import dev.xdc.XdcClassifier;
import dev.xdc.XdcModel;
import dev.xdc.XdcTrainer;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import dev.xdc.clip.SyntheticClips;
import dev.xdc.cluster.KMeans;
import dev.xdc.encoder.AudioStem;
import dev.xdc.encoder.EncoderSpec;
import dev.xdc.encoder.Encoders;
import dev.xdc.engine.TorchEngine;
import dev.xdc.eval.Calibration;
import dev.xdc.eval.LinearModel;
import dev.xdc.feature.FeatureBank;
import dev.xdc.feature.FeatureTransform;
import dev.xdc.feature.NpyWriter;
import dev.xdc.internal.file.Unfinished;
import dev.xdc.train.EpochMetrics;
import dev.xdc.train.XdcConfig;
import dev.xdc.train.XdcListener;
import dev.xdc.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A small file of each {@link FileFormat}, and a judge of what becomes of it when it is changed.
 */
final class SampleFiles {
  private static final int LONGEST_MESSAGE = 5_000;

  /** Changes of a shard lie in its first entries, not in pixels: those have a checksum. */
  private static final int SHARD_BEGINNING = 2_048;

  /** Written by PyTorch. */
  private static final Path PICKLES = Path.of("../xdc-core/src/test/resources/dev/xdc/weights");

  private static final Set<FileFormat> MODELS =
      EnumSet.of(FileFormat.MODEL, FileFormat.CLASSIFIER, FileFormat.CLUSTERS);
  private static final Set<FileFormat> RUNS = EnumSet.of(FileFormat.CHECKPOINT, FileFormat.SUMS);
  private static final Set<FileFormat> MEDIA =
      EnumSet.of(FileFormat.INDEX, FileFormat.SHARDS, FileFormat.SHARD_INDEX, FileFormat.SHARD);

  /** What may also be refused as a wrong argument. */
  private static final Set<FileFormat> ARGUMENTS =
      EnumSet.of(FileFormat.YAML, FileFormat.CHECKPOINT, FileFormat.SUMS);

  private final Path folder;

  /** Makes all of them. */
  SampleFiles(Path folder) throws IOException {
    this(folder, EnumSet.allOf(FileFormat.class));
  }

  /** Makes at least those of some formats. */
  SampleFiles(Path folder, Set<FileFormat> formats) throws IOException {
    this.folder = Files.createDirectories(folder).toRealPath();
    if (!Collections.disjoint(formats, MODELS)) {
      makeModels();
    }
    if (!Collections.disjoint(formats, MEDIA)) {
      makeMedia();
    }
    if (!Collections.disjoint(formats, RUNS)) {
      makeRun();
    }
    writeOthers();
  }

  /** Makes a run that was stopped while it trained on clusters. */
  private void makeRun() throws IOException {
    ClipSpec clip = ClipSpec.paper().toBuilder().optFrames(2).optShortSide(8).optCrop(8).build();
    XdcTrainer[] stopped = new XdcTrainer[1];
    XdcListener stop =
        new XdcListener() {
          @Override
          public void onEpoch(EpochMetrics metrics) {
            stopped[0].requestStop();
          }
        };
    Path folder = path(FileFormat.SUMS).getParent();
    try (SyntheticClips clips = new SyntheticClips(clip, 12, 2, 0.3, 1);
        XdcTrainer trainer =
            XdcTrainer.builder()
                .setDataset(clips)
                .setVideoEncoder(Encoders.of(EncoderSpec.r2plus1d(10, 2), clip))
                .setAudioEncoder(Encoders.of(EncoderSpec.audioResNet(10, 2, AudioStem.B), clip))
                .setClusters(2)
                .optConfig(
                    XdcConfig.kinetics().toBuilder().optClipsPerEpoch(0).optBatchSize(6).build())
                .optOutputDir(folder.getParent().getParent())
                .addListener(stop)
                .build()) {
      stopped[0] = trainer;
      trainer.fit().close();
      throw new AssertionError("not stopped");
    } catch (RunStoppedException e) {
      try (Stream<Path> all = Files.list(folder.getParent())) {
        Files.move(all.max(Comparator.naturalOrder()).orElseThrow(), folder);
      }
      try (Stream<Path> all = Files.list(folder.getParent())) {
        for (Path other : all.filter(path -> !path.equals(folder)).toList()) {
          Unfinished.delete(other);
        }
      }
    }
  }

  private void writeOthers() throws IOException {
    Files.copy(PICKLES.resolve("nested.pth"), path(FileFormat.PICKLE));
    Files.copy(PICKLES.resolve("kinds-stream.pth"), path(FileFormat.OLD_PICKLE));
    try (NDManager scratch = TorchEngine.newManager()) {
      Safetensors.write(
          path(FileFormat.SAFETENSORS), Map.of("a.weight", scratch.ones(new Shape(3, 4))));
    }
    NpyWriter.write(path(FileFormat.NPY), new float[9][4]);
    write(FileFormat.CSV, "path,label\ntest/a.mp4,disc-drift\n\"test/b,c.mp4\",bar-spin\n");
    write(FileFormat.SETTINGS, "{\"k\": \"4\"}");
    write(
        FileFormat.RESULTS,
        """
        {"protocol":"LINEAR_PROBE","encoder":"video","split":"1","run":"a","scores":{"video":0.5,"clip":0.25},"chosen":{"rate":0.1},"candidates":[{"rate":0.1,"scores":{"video":0.5}},{"rate":1.0}],"weights":"3f","seconds":2.5}
        """);
    write(FileFormat.YAML, "preset: tiny\nclusters: \"4\"\nset: 'config.rounds=2'\n# x\n");
    write(
        FileFormat.METRICS,
        """
        {"type":"epoch","round":1,"stream":"video","epoch":1,"epochs":2,"loss":0.5,"accuracy":0.25,"clips":12}
        {"type":"round","round":1,"rounds":2,"clusterings":[{"source":"video","k":4,"smallest":1,"largest":5}],"streams":[]}
        {"type":"run","seconds":4.5,"phases":{"FORWARD":{"seconds":0.5,"calls":4}}}
        """);
    write(
        FileFormat.ASSIGNMENTS,
        """
        id,modality,cluster,distance,next_distance,clustering
        a.mp4,video,3,0.5,0.75,1a2b3c
        "b,c.mp4",video,,,,1a2b3c
        """);
    write(
        FileFormat.NAMES,
        "clustering,modality,cluster,name\n1a2b3c,video,0,dogs\n1a2b3c,video,3,\"cats, sitting\"\n");
    write(
        FileFormat.CONTENT,
        """
        {"format":1,"fingerprint":"1a","clip":"c","videos":3,"unread":0,"silent":["a.mp4"],"still":[],"duplicates":{"c.mp4":"b.mp4"}}
        """);
  }

  private void makeModels() throws IOException {
    ClipSpec clip = ClipSpec.paper().toBuilder().optFrames(4).optShortSide(16).optCrop(16).build();
    try (XdcModel model =
            new XdcModel(
                clip,
                List.of(
                    Encoders.of(EncoderSpec.audioResNet(10, 4, AudioStem.B), clip)
                        .initialize(Device.cpu(), 2)),
                Map.of("method", "xdc"));
        SyntheticClips clips = new SyntheticClips(clip, 8, 2, 0.3, 1);
        FeatureBank rows = model.items(clips, Modality.AUDIO, new ClipRule(1, false), done -> {})) {
      model.save(path(FileFormat.MODEL).getParent());
      int width = model.encoder(Modality.AUDIO).featureWidth();
      float[] scale = new float[width];
      Arrays.fill(scale, 1);
      LinearModel head =
          new LinearModel(new float[width], scale, new float[width][2], new float[2], 0, 1);
      new XdcClassifier(
              model,
              List.of("cat", "dog"),
              Map.of(Modality.AUDIO, new XdcClassifier.Head(head, Calibration.NONE)),
              3,
              Map.of("method", "probe"))
          .save(path(FileFormat.CLASSIFIER).getParent());
      ClusterFitting fitting =
          new ClusterFitting(
              3, FeatureTransform.pcaWhitenL2(2), KMeans.standard(), new ClipRule(1, false), 1);
      Path clusters = Files.createDirectories(path(FileFormat.CLUSTERS).getParent());
      new ClusterModel(List.of(fitting.fit(model.encoder(Modality.AUDIO), rows))).save(clusters);
    }
  }

  private void makeMedia() throws IOException {
    Path list = Cli.corpus(folder.resolve("clips")).resolve("test.csv");
    run("index", "--data", list, "--out", path(FileFormat.INDEX));
    Path shards = path(FileFormat.SHARD).getParent();
    run("prepare", "--data", list, "--out", shards, "--keep", "raw", "--short-side", 16);
  }

  private static void run(Object... args) {
    Cli.Outcome outcome = Cli.run(args);
    assertThat(outcome.code()).as(outcome.err()).isZero();
  }

  private void write(FileFormat format, String text) throws IOException {
    Files.createDirectories(path(format).getParent());
    Files.writeString(path(format), text);
  }

  Path path(FileFormat format) {
    return folder.resolve(format.file());
  }

  /** Returns the sample, or of a shard its beginning. */
  byte[] sample(FileFormat format) throws IOException {
    byte[] whole = Files.readAllBytes(path(format));
    return format == FileFormat.SHARD ? Arrays.copyOf(whole, SHARD_BEGINNING) : whole;
  }

  /**
   * Puts {@code bytes} in place of the sample and has them read.
   *
   * @return whether they were refused, as they may be: in one line that names the file
   * @throws AssertionError if they ended in anything else
   */
  boolean refused(FileFormat format, byte[] bytes) throws IOException {
    Path file = path(format);
    byte[] before = Files.readAllBytes(file);
    byte[] changed = bytes;
    if (format == FileFormat.SHARD) { // one of another length is refused at once
      changed = before.clone();
      System.arraycopy(bytes, 0, changed, 0, Math.min(bytes.length, changed.length));
    }
    Files.write(file, changed);
    try {
      format.read(file);
      return false;
    } catch (IOException | RuntimeException | StackOverflowError e) {
      boolean documented =
          e instanceof IOException
              || (ARGUMENTS.contains(format) && e instanceof IllegalArgumentException);
      if (!documented) {
        throw new AssertionError(format + " ends in " + e, e);
      }
      String message = String.valueOf(e.getMessage());
      Path named = RUNS.contains(format) ? folder.resolve("run") : file.getParent();
      if (!message.contains(named.toString())
          || (message.endsWith(": null") && !new String(bytes, US_ASCII).contains("null"))
          || message.length() > LONGEST_MESSAGE
          || message.lines().count() != 1) {
        throw new AssertionError(format + " is refused in other words than one line: " + e, e);
      }
      return true;
    } finally {
      Files.write(file, before);
    }
  }
}
