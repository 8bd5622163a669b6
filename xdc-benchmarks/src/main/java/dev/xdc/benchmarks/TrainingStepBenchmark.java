package dev.xdc.benchmarks;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import dev.xdc.Preset;
import dev.xdc.clip.ClipBatch;
import dev.xdc.clip.ClipReader;
import dev.xdc.clip.ClipRequest;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import dev.xdc.clip.SyntheticClips;
import dev.xdc.encoder.AudioStem;
import dev.xdc.encoder.Encoder;
import dev.xdc.encoder.EncoderSpec;
import dev.xdc.encoder.Encoders;
import dev.xdc.encoder.Precision;
import dev.xdc.engine.FreedMemory;
import dev.xdc.train.HeadLoss;
import dev.xdc.train.Learner;
import dev.xdc.train.Sgd;
import dev.xdc.train.StreamLearner;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** One training step and one feature pass of an encoder on a batch that is already in memory. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 3)
@Measurement(iterations = 5, time = 3)
@Fork(value = 1, jvmArgsAppend = "-Dai.djl.offline=true")
public class TrainingStepBenchmark {

  /** Which encoder, on which clips, in batches of how many. */
  public enum Case {
    /** The small preset's video encoder, batch 32. */
    SMALL_VIDEO(Preset.small().clip(), Preset.small().video(), 32),
    /**
     * As many native calls as FULL_VIDEO and hardly any arithmetic: its time is nearly all that of
     * Java, JNI and the engine's dispatch.
     */
    CALLS_OF_FULL_VIDEO(
        ClipSpec.paper().toBuilder().optShortSide(16).optCrop(16).build(),
        EncoderSpec.r2plus1d(18, 1),
        2),
    /** As many native calls as SMALL_VIDEO and hardly any arithmetic. */
    CALLS_OF_SMALL_VIDEO(
        Preset.small().clip().toBuilder().optShortSide(16).optCrop(16).build(),
        EncoderSpec.r2plus1d(10, 1),
        2),
    /** The small preset's audio encoder, batch 32. */
    SMALL_AUDIO(Preset.small().clip(), Preset.small().audio(), 32),
    /** R(2+1)D-18 at full width on 8 frames of 112 x 112, batch 4. */
    FULL_VIDEO(
        ClipSpec.paper().toBuilder().optShortSide(128).optCrop(112).build(),
        EncoderSpec.r2plus1d(18, 64),
        4),
    /** The same, batch 8. */
    FULL_VIDEO_8(FULL_VIDEO.clip, FULL_VIDEO.encoder, 8),
    /**
     * R(2+1)D-18 on the paper's clips, 8 frames of 224 x 224, and its batch of 32: for a GPU, or
     * recomputed.
     */
    PAPER_VIDEO(ClipSpec.paper(), EncoderSpec.r2plus1d(18, 64), 32),
    /** The audio ResNet-18 at full width, batch 32. */
    FULL_AUDIO(ClipSpec.paper(), EncoderSpec.audioResNet(18, 64, AudioStem.B), 32);

    private final ClipSpec clip;
    private final EncoderSpec encoder;
    private final int batch;

    Case(ClipSpec clip, EncoderSpec encoder, int batch) {
      this.clip = clip;
      this.encoder = encoder;
      this.batch = batch;
    }
  }

  private static final int CLASSES = 64;

  /** What is measured. */
  @Param public Case what = Case.SMALL_VIDEO;

  /** What the encoder computes with. */
  @Param public Precision precision = Precision.FLOAT32;

  /** Whether features are computed with batch norms folded. */
  @Param({"true", "false"})
  public boolean folded = true;

  /** Whether a step computes activations again instead of keeping them. */
  @Param("false")
  public boolean recomputed;

  /** Where to compute, as DJL names it: cpu, gpu0. */
  @Param("cpu")
  public String device = "cpu";

  private Encoder encoder;
  private StreamLearner learner;
  private ClipReader reader;
  private ClipBatch batch;
  private List<int[]> labels;

  /** Draws weights and a batch. */
  @Setup(Level.Trial)
  public void prepare() throws IOException {
    FreedMemory.keep(); // as the command line does
    Modality modality = what.encoder.modality();
    SyntheticClips clips = new SyntheticClips(what.clip, what.batch, 2, 0.3, 1);
    List<ClipRequest> requests =
        IntStream.range(0, what.batch).mapToObj(ClipRequest::centre).toList();
    reader = clips.read(EnumSet.of(modality), requests, what.batch);
    batch = Objects.requireNonNull(reader.next());
    encoder =
        Encoders.of(what.encoder, what.clip)
            .optPrecision(precision)
            .optFoldedInference(folded)
            .optRecomputedActivations(recomputed)
            .initialize(Device.fromName(device), 1);
    learner =
        new StreamLearner(
            encoder, List.of(HeadLoss.crossEntropy(CLASSES)), Sgd.nesterov(1e-4), 0.01, 1);
    labels = List.of(IntStream.range(0, what.batch).map(i -> i % CLASSES).toArray());
  }

  /** Forward, backward and update; the outcome is read back. */
  @Benchmark
  public Learner.Outcome step() {
    return learner.step(batch, labels, 1e-3);
  }

  /** Features in inference mode, read back. */
  @Benchmark
  public float[] features() {
    try (NDManager scratch = encoder.manager().newSubManager()) {
      return encoder.forward(batch.array(scratch, encoder.modality()), false).toFloatArray();
    }
  }

  /** Frees the encoder. */
  @TearDown(Level.Trial)
  public void free() {
    learner.close();
    reader.close();
    encoder.close();
  }
}
