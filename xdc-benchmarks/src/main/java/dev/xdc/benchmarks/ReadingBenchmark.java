package dev.xdc.benchmarks;

import dev.xdc.clip.ClipBatch;
import dev.xdc.clip.ClipReader;
import dev.xdc.clip.ClipRequest;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import dev.xdc.data.cache.ShardEncoding;
import dev.xdc.data.media.FfmpegPrograms;
import dev.xdc.data.reader.MediaDataset;
import dev.xdc.data.reader.MediaList;
import dev.xdc.data.synth.SyntheticCorpus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Clips of the synthetic corpus (64 x 64, 2 s with sound), decoded from its files or read from
 * shards, cropped, normalised and with their spectrograms: milliseconds for a clip on one decoding
 * thread. Files like those of the web: {@link ReadingClips}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 1, time = 2)
@Measurement(iterations = 3, time = 2)
@Fork(1)
public class ReadingBenchmark {
  private static final int CLIPS = 48;
  private static final int BATCH = 16;
  private static final EnumSet<Modality> BOTH = EnumSet.allOf(Modality.class);
  private static final ClipSpec SPEC =
      ClipSpec.paper().toBuilder()
          .optFramesPerSecond(SyntheticCorpus.FRAMES_PER_SECOND)
          .optShortSide(SyntheticCorpus.SIDE)
          .optCrop(56)
          .build();

  /** Where clips are read from. */
  public enum Source {
    /** The files, eight clips for each FFmpeg process. */
    FILES,
    /** Shards of raw frames and samples. */
    RAW_SHARDS,
    /** Shards of small files. */
    ENCODED_SHARDS
  }

  /** What is measured. */
  @Param public Source source = Source.FILES;

  private final List<ClipRequest> requests =
      IntStream.range(0, CLIPS).mapToObj(i -> ClipRequest.random(i, i)).toList();
  private Path folder;
  private MediaDataset clips;

  /** Makes the corpus, and shards of it. */
  @Setup(Level.Trial)
  public void prepare() throws IOException {
    folder = Files.createTempDirectory("reading");
    FfmpegPrograms programs = FfmpegPrograms.find();
    Path corpus = new SyntheticCorpus(1, CLIPS, SyntheticCorpus.CLASSES).write(folder, programs, 1);
    MediaList files = MediaList.of(corpus.resolve("train.csv"));
    if (source != Source.FILES) {
      ShardEncoding keep = source == Source.RAW_SHARDS ? ShardEncoding.RAW : ShardEncoding.ENCODED;
      Path shards = folder.resolve("shards");
      BenchmarkMedia.shards(files, SPEC, keep, shards);
      files = MediaList.of(shards);
    }
    clips =
        MediaDataset.builder()
            .setFiles(files)
            .setSpec(SPEC)
            .optDecodeThreads(1)
            .optCacheBytes(0)
            .build();
  }

  /** Reads a random clip of every video. */
  @Benchmark
  @OperationsPerInvocation(CLIPS)
  public int read() throws IOException {
    int read = 0;
    try (ClipReader reader = clips.read(BOTH, requests, BATCH)) {
      for (ClipBatch batch = reader.next(); batch != null; batch = reader.next()) {
        read += batch.size();
      }
    }
    if (read != CLIPS) {
      throw new IOException(read + " of " + CLIPS + " clips read");
    }
    return read;
  }

  /** Deletes what was made. */
  @TearDown(Level.Trial)
  public void free() throws IOException {
    clips.close();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
