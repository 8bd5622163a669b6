package dev.xdc.data.synth;

import dev.xdc.clip.Seeds;
import dev.xdc.data.media.FfmpegPrograms;
import dev.xdc.data.media.FrameSize;
import dev.xdc.data.media.MediaWriter;
import dev.xdc.internal.DaemonThreads;
import dev.xdc.internal.file.Unfinished;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A labelled set of real media files made from a seed: a shape that moves, and a tune. Twelve
 * classes, each one of four shapes in one of three motions together with one of four timbres in one
 * of three patterns. Sound and picture share nothing but the class: all else is random in each, see
 * {@code README.md} in the folder written. Stripes behind the shape, and noise, steady tones and a
 * tilted spectrum in the sound see to it that simple statistics give the class away only in part.
 *
 * <p>Clips last 2 s: 64 x 64 pixels at 16 frames per second, sound at 16 kHz. The same settings
 * give the same pixels and samples before encoding.
 *
 * @param seed of everything random
 * @param trainClips clips named in {@code train.csv}, at least one per class
 * @param testClips clips named in {@code test.csv}, at least one per class
 */
public record SyntheticCorpus(long seed, int trainClips, int testClips) {

  private static final List<MovingShape.Shape> SHAPES = List.of(MovingShape.Shape.values());
  private static final List<MovingShape.Motion> MOTIONS = List.of(MovingShape.Motion.values());
  private static final List<Tune.Timbre> TIMBRES = List.of(Tune.Timbre.values());
  private static final List<Tune.Pattern> PATTERNS = List.of(Tune.Pattern.values());

  /** Number of classes. */
  public static final int CLASSES = SHAPES.size() * MOTIONS.size();

  /** Width and height of the picture in pixels. */
  public static final int SIDE = 64;

  /** Frames per second of the picture. */
  public static final int FRAMES_PER_SECOND = 16;

  /** Rate of the sound in hertz. */
  public static final int SAMPLE_RATE_HERTZ = 16_000;

  /** Length of a clip in seconds. */
  public static final int SECONDS = 2;

  private static final Logger LOGGER = LoggerFactory.getLogger(SyntheticCorpus.class);

  /** Counts up whenever other pixels or samples are made from the same settings. */
  private static final int VERSION = 2;

  /** Clips that one run of FFmpeg encodes: starting it costs several times what a clip does. */
  private static final int TOGETHER = 12;

  private static final String STAMP = "corpus.txt";

  /** Checks that every class has a clip in both parts. */
  public SyntheticCorpus {
    if (trainClips < CLASSES || testClips < CLASSES) {
      throw new IllegalArgumentException(
          trainClips
              + " train and "
              + testClips
              + " test clips, must be at least "
              + CLASSES
              + " each, one per class");
    }
  }

  /** Returns the set of the demonstration: 720 clips to train on, 204 to test, seed 11. */
  public static SyntheticCorpus demo() {
    return new SyntheticCorpus(11, 720, 204);
  }

  /**
   * Writes the set without progress; see {@link #write(Path, FfmpegPrograms, int, IntConsumer)}.
   */
  public Path write(Path folder, FfmpegPrograms programs, int threads) throws IOException {
    return write(folder, programs, threads, made -> {});
  }

  /**
   * Writes the set to {@code folder}, as a whole or not at all. If the folder holds this very set
   * already, it is left as it is.
   *
   * @param threads clips made side by side, at least 1
   * @param progress takes the number of clips made so far, on this thread
   * @return {@code folder}, with {@code train.csv} and {@code test.csv} in it
   * @throws IOException if the folder holds anything else, or a file cannot be written
   * @throws InterruptedIOException if this thread is interrupted; its interrupt status stays set
   */
  public Path write(Path folder, FfmpegPrograms programs, int threads, IntConsumer progress)
      throws IOException {
    Path target = folder.toAbsolutePath().normalize();
    if (isThere(target)) {
      LOGGER.debug("{} holds {} already", target, this);
      return folder;
    }
    if (Files.exists(target) && !isEmpty(target)) {
      throw new IOException(
          target + " exists and does not hold " + this + "; remove it or choose another folder");
    }
    Path parent = target.getParent();
    if (parent == null) {
      throw new IOException(target + " cannot be written to; choose a folder below it");
    }
    Files.createDirectories(parent);
    Path unfinished = Files.createTempDirectory(parent, ".corpus-");
    try {
      writeAll(unfinished, new MediaWriter(programs), threads, progress);
      move(unfinished, target);
    } finally {
      Unfinished.delete(unfinished);
    }
    return folder;
  }

  /** Returns the number of clips, to train on and to test on. */
  public int clips() {
    return trainClips + testClips;
  }

  private String stamp() {
    return String.format(
        Locale.ROOT, "version=%d seed=%d train=%d test=%d%n", VERSION, seed, trainClips, testClips);
  }

  private boolean isThere(Path folder) throws IOException {
    Path stamp = folder.resolve(STAMP);
    return Files.isRegularFile(stamp) && Files.readString(stamp).strip().equals(stamp().strip());
  }

  private static boolean isEmpty(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.findAny().isEmpty();
    }
  }

  private void move(Path unfinished, Path target) throws IOException {
    Files.deleteIfExists(target);
    try {
      Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      // Another process may have been faster.
      if (!isThere(target)) {
        throw e;
      }
    }
  }

  private void writeAll(Path folder, MediaWriter writer, int threads, IntConsumer progress)
      throws IOException {
    long begin = System.nanoTime();
    ExecutorService pool = Executors.newFixedThreadPool(threads, DaemonThreads.named("xdc-synth"));
    try {
      List<Future<Integer>> clips = new ArrayList<>();
      submit(folder, "train", trainClips, writer, pool, clips);
      submit(folder, "test", testClips, writer, pool, clips);
      int made = 0;
      for (Future<Integer> some : clips) {
        made += some.get();
        progress.accept(made);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("writing " + this + " was interrupted");
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    } finally {
      stop(pool);
    }
    Files.writeString(folder.resolve("README.md"), CorpusReadme.text(this));
    Files.writeString(folder.resolve(STAMP), stamp());
    LOGGER.info("{} clips made in {} ms", clips(), (System.nanoTime() - begin) / 1_000_000);
  }

  private void submit(
      Path folder,
      String part,
      int count,
      MediaWriter writer,
      ExecutorService pool,
      List<Future<Integer>> clips)
      throws IOException {
    Files.createDirectories(folder.resolve(part));
    StringBuilder csv = new StringBuilder("path,label\n");
    for (int i = 0; i < count; i++) {
      csv.append(name(part, i)).append(',').append(className(classOf(part, i))).append('\n');
    }
    for (int begin = 0; begin < count; begin += TOGETHER) {
      int first = begin;
      int end = Math.min(count, first + TOGETHER);
      clips.add(
          pool.submit(
              () -> {
                writeSome(folder, part, first, end, writer);
                return end - first;
              }));
    }
    Files.writeString(folder.resolve(part + ".csv"), csv);
  }

  private void writeSome(Path folder, String part, int first, int end, MediaWriter writer)
      throws IOException {
    List<MediaWriter.Film> films = new ArrayList<>();
    for (int i = first; i < end; i++) {
      Path target = folder.resolve(name(part, i));
      films.add(new MediaWriter.Film(target, frames(part, i), sound(part, i)));
    }
    writer.writeAll(films, new FrameSize(SIDE, SIDE), FRAMES_PER_SECOND, SAMPLE_RATE_HERTZ);
  }

  private static String name(String part, int number) {
    return String.format(Locale.ROOT, "%s/%05d.mp4", part, number);
  }

  /**
   * Classes come round in turn, from a random one on in every round, so that order says nothing.
   */
  int classOf(String part, int number) {
    int round = number / CLASSES;
    long shift = Long.remainderUnsigned(Seeds.stream(seed, part, round), CLASSES);
    return (int) ((number + shift) % CLASSES);
  }

  /** Returns the name of a class: shape and motion. */
  static String className(int number) {
    return (shape(number) + "-" + motion(number)).toLowerCase(Locale.ROOT);
  }

  private static MovingShape.Shape shape(int number) {
    return SHAPES.get(number / MOTIONS.size());
  }

  private static MovingShape.Motion motion(int number) {
    return MOTIONS.get(number % MOTIONS.size());
  }

  /** Returns the frames of a clip before encoding. */
  byte[] frames(String part, int number) {
    int label = classOf(part, number);
    Random random = new LoneRandom(Seeds.stream(seed, part + "-picture", number));
    return new MovingShape(shape(label), motion(label), SIDE, random)
        .paint(SECONDS * FRAMES_PER_SECOND, FRAMES_PER_SECOND);
  }

  /** Returns the samples of a clip before encoding. */
  byte[] sound(String part, int number) {
    int label = classOf(part, number);
    Random random = new LoneRandom(Seeds.stream(seed, part + "-sound", number));
    Tune.Timbre timbre = TIMBRES.get(label / PATTERNS.size());
    Tune.Pattern pattern = PATTERNS.get(label % PATTERNS.size());
    return new Tune(timbre, pattern, random).play(SECONDS * SAMPLE_RATE_HERTZ, SAMPLE_RATE_HERTZ);
  }

  /** Ends all work and waits for it, as it writes into a folder that is about to go. */
  private static void stop(ExecutorService pool) {
    pool.shutdownNow();
    boolean interrupted = Thread.interrupted();
    try {
      if (!pool.awaitTermination(10, TimeUnit.SECONDS)) {
        LOGGER.warn("clips are still being written");
      }
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
