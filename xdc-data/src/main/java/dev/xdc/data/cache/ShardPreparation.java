package dev.xdc.data.cache;

import dev.xdc.data.media.FfmpegPrograms;
import dev.xdc.data.media.MediaException;
import dev.xdc.data.media.MediaInfo;
import dev.xdc.internal.OrderedWork;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Decodes videos once into shards, from which a {@link ShardStore} reads clips many times.
 *
 * <p>A file that cannot be used is left out with its reason. Work that was stopped, in whatever
 * way, resumes behind the last complete shard when it is started again with the same settings and
 * files.
 *
 * @param files what to prepare, in order; ids must differ
 * @param classes the class names, by class number; empty without labels
 * @param format what is kept of each
 * @param folder for the shards; made if it does not exist
 * @param shardBytes size at which a new shard is begun
 */
public record ShardPreparation(
    List<Source> files, List<String> classes, ShardFormat format, Path folder, long shardBytes) {

  /** Size of a shard unless stated otherwise: 512 MB. */
  public static final long DEFAULT_SHARD_BYTES = 512L << 20;

  /** Videos per thread that may lie ready beside the shards. */
  private static final int AHEAD = 2;

  /**
   * A file to prepare.
   *
   * @param id under which it is known
   * @param path where it is
   * @param label its class; null without labels
   * @param tags its classes if it may have several; empty without tags
   * @param media what it holds, if that is known already; null to have it probed
   */
  public record Source(
      String id, Path path, @Nullable String label, List<String> tags, @Nullable MediaInfo media)
      implements Serializable {

    /** Paths travel as text. */
    private Object writeReplace() {
      return SentSource.of(this);
    }
  }

  /** Where files are packed: {@link #threads} of this JVM, or elsewhere, such as on a cluster. */
  @FunctionalInterface
  public interface Packers {

    /** Takes what was packed. */
    @FunctionalInterface
    interface Sink {
      /** Takes the result of task number {@code index}. */
      void accept(int index, PackedVideo packed) throws IOException;
    }

    /**
     * Packs files.
     *
     * @param tasks a task for each file, in the order of the list
     * @param spool a folder for what is packed, beside the shards; it goes when the work ends
     * @param inOrder takes the results on the calling thread, in the order of the tasks
     * @throws IOException the first failure of a task, in order, or of {@code inOrder}
     */
    void pack(List<PackingTask> tasks, Path spool, Sink inOrder) throws IOException;

    /**
     * Returns packers in this JVM.
     *
     * @param threads videos worked on side by side
     * @throws IllegalArgumentException if it is less than 1
     */
    static Packers threads(FfmpegPrograms programs, int threads) {
      if (threads < 1) {
        throw new IllegalArgumentException("threads is " + threads + ", must be at least 1");
      }
      return (tasks, spool, inOrder) ->
          OrderedWork.run(
              tasks.size(),
              threads,
              AHEAD,
              i -> tasks.get(i).pack(programs, spool),
              inOrder::accept);
    }
  }

  /** Hears how far the work is. */
  @FunctionalInterface
  public interface Listener {

    /**
     * Called after each file.
     *
     * @param done files dealt with so far, by earlier runs too
     * @param all files to deal with
     * @param secondsLeft an estimate
     */
    void prepared(int done, int all, double secondsLeft);
  }

  /**
   * A file that was left out.
   *
   * @param id under which it is known
   * @param path where it is
   * @param reason one line
   */
  public record LeftOut(String id, String path, String reason) {}

  /**
   * What came of it.
   *
   * @param videos in the shards
   * @param leftOut files that are not
   * @param earlier how many of all files had been dealt with when this run began
   * @param bytes of all shards
   */
  public record Report(int videos, List<LeftOut> leftOut, int earlier, long bytes) {}

  /** Checks the settings. */
  public ShardPreparation {
    files = List.copyOf(files);
    classes = List.copyOf(classes);
    if (shardBytes < 1 << 20) {
      throw new IllegalArgumentException(
          "shardBytes is " + shardBytes + ", must be at least " + (1 << 20));
    }
  }

  /**
   * Prepares all files on threads of this JVM.
   *
   * @param threads videos worked on side by side, at least 1
   * @throws IllegalArgumentException if there are fewer threads
   * @throws InterruptedIOException if this thread is interrupted; its interrupt status stays set
   * @throws IOException if no file can be used, the folder holds something else, or the disk is
   *     full
   */
  public Report run(FfmpegPrograms programs, int threads, Listener listener) throws IOException {
    return run(Packers.threads(programs, threads), listener);
  }

  /**
   * Prepares all files. The shards are the same wherever these are packed.
   *
   * @throws InterruptedIOException if this thread is interrupted; its interrupt status stays set
   * @throws IOException if no file can be used, the folder holds something else, or the disk is
   *     full
   */
  public Report run(Packers packers, Listener listener) throws IOException {
    try (ShardWriter writer = new ShardWriter(folder, format, classes, shardBytes)) {
      int earlier = writer.done().size();
      checkSameFiles(writer.done());
      if (!writer.isComplete()) {
        packAll(writer, packers, listener);
        if (writer.done().stream().allMatch(video -> video.refused() != null)) {
          throw new IOException(noneUsable(writer.done()));
        }
        writer.finish();
      }
      List<LeftOut> leftOut = new ArrayList<>();
      for (ShardVideo video : writer.done()) {
        if (video.refused() != null) {
          leftOut.add(new LeftOut(video.id(), video.source(), video.refused()));
        }
      }
      return new Report(files.size() - leftOut.size(), leftOut, earlier, writer.bytes());
    } catch (IOException e) {
      throw isDiskFull(e) ? diskFull(e) : e;
    }
  }

  private static String noneUsable(List<ShardVideo> done) {
    return done.isEmpty()
        ? "there are no media files to prepare"
        : "none of "
            + done.size()
            + " files can be used; the first, "
            + done.get(0).source()
            + ", is left out: "
            + done.get(0).refused()
            + "; check the files";
  }

  private void checkSameFiles(List<ShardVideo> done) throws IOException {
    boolean same = done.size() <= files.size();
    for (int i = 0; same && i < done.size(); i++) {
      ShardVideo video = done.get(i);
      Source source = files.get(i);
      same =
          video.id().equals(source.id())
              && Objects.equals(video.label(), source.label())
              && video.tags().equals(source.tags());
    }
    if (!same) {
      throw new IOException(
          folder + " was begun with another list of files; choose another folder");
    }
  }

  private void packAll(ShardWriter writer, Packers packers, Listener listener) throws IOException {
    int begun = writer.done().size();
    List<PackingTask> tasks =
        IntStream.range(begun, files.size())
            .mapToObj(i -> new PackingTask(format, files.get(i), i))
            .toList();
    long start = System.nanoTime();
    packers.pack(
        tasks,
        writer.spool(),
        (i, packed) -> {
          write(packed, writer);
          double each = (System.nanoTime() - start) / 1e9 / (i + 1);
          int done = begun + i + 1;
          listener.prepared(done, files.size(), each * (files.size() - done));
        });
  }

  private static void write(PackedVideo packed, ShardWriter writer) throws IOException {
    if (packed.video().refused() == null) {
      writer.add(packed.video(), packed.files());
    } else {
      writer.leaveOut(packed.video());
    }
    for (Path file : packed.files()) {
      Files.delete(file);
    }
  }

  /**
   * Recognizes it by the system's own words, the same in Java's exceptions and in FFmpeg's last
   * lines.
   */
  static boolean isDiskFull(Throwable e) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      String words = t.getMessage() + (t instanceof MediaException m ? m.lastLines() : "");
      if (words.contains("No space left on device") || words.contains("not enough space")) {
        return true;
      }
    }
    return false;
  }

  private IOException diskFull(IOException e) {
    return new IOException(
        folder
            + ": the disk is full (it, or the folder for temporary files "
            + System.getProperty("java.io.tmpdir")
            + "); make room and run this again, complete shards are kept",
        e);
  }
}
