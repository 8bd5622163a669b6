package dev.xdc.benchmarks;

import dev.xdc.clip.ClipBatch;
import dev.xdc.clip.ClipRequest;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import dev.xdc.data.media.FrameSize;
import dev.xdc.data.transform.FrameTransform;
import dev.xdc.data.transform.LogMelSpectrogram;
import java.util.EnumSet;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What becomes of a decoded clip: 8 frames of 112 of 128 x 170 pixels, 2 s of sound at 16 kHz. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ClipTransformBenchmark {

  private static final ClipSpec SPEC =
      ClipSpec.paper().toBuilder().optShortSide(128).optCrop(112).optFramesPerSecond(16).build();
  private static final FrameSize SIZE = new FrameSize(170, 128);

  private final byte[] frames = new byte[8 * SIZE.bytes()];
  private final byte[] sound = new byte[2 * 32_000];
  private final ClipBatch batch = new ClipBatch(SPEC, EnumSet.allOf(Modality.class), 1);
  private final FrameTransform transform = new FrameTransform(SPEC);
  private final LogMelSpectrogram spectrogram = new LogMelSpectrogram(SPEC);

  /** Fills both with noise. */
  @Setup
  public void prepare() {
    Random random = new Random(1);
    random.nextBytes(frames);
    random.nextBytes(sound);
  }

  /** Crop and normalisation. */
  @Benchmark
  public ClipBatch picture() {
    transform.apply(frames, 0, SIZE, ClipRequest.centre(0), batch.row(Modality.VIDEO, 0));
    return batch;
  }

  /** 100 x 40 log-mel energies. */
  @Benchmark
  public ClipBatch logMel() {
    spectrogram.apply(sound, batch.row(Modality.AUDIO, 0));
    return batch;
  }
}
