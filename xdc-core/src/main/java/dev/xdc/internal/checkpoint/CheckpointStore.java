package dev.xdc.internal.checkpoint;

import ai.djl.ndarray.NDArray;
import dev.xdc.internal.DaemonThreads;
import dev.xdc.internal.file.Unfinished;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the checkpoints of a run in a folder. Each appears whole or not at all: it is written under
 * another name, synced to the disk and then moved, by a thread of its own while the run continues
 * from the arrays, which were copied. Used by one thread.
 */
public final class CheckpointStore implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(CheckpointStore.class);
  private static final Pattern NAME = Pattern.compile("(\\d{6,18})-.+");

  private final Path folder;
  private final int keepLast;
  private final ExecutorService writer =
      Executors.newSingleThreadExecutor(DaemonThreads.named("xdc-checkpoint"));
  private final Set<Path> damaged = new HashSet<>();
  private final Map<Path, Double> scores = new HashMap<>();
  private long number = -1;
  private @Nullable Future<?> writing;

  /**
   * Keeps checkpoints in {@code folder}, which is made when the first one is saved.
   *
   * @param keepLast how many of the newest are kept, beside the one with the best score
   */
  public CheckpointStore(Path folder, int keepLast) {
    this.folder = folder;
    this.keepLast = keepLast;
  }

  /**
   * Copies the arrays and starts to write a checkpoint. Returns before it is written, but not
   * before the one saved last is. One with numbers that are not finite is not written: a run could
   * not resume from it.
   *
   * @param files arrays by name by file; they stay the caller's
   * @throws IOException if the one saved last could not be written; the ones before it are intact
   */
  public void save(Manifest manifest, Map<String, Map<String, NDArray>> files) throws IOException {
    await();
    Snapshot snapshot = new Snapshot(files);
    writing =
        writer.submit(
            () -> {
              try (snapshot) {
                if (snapshot.isFinite()) {
                  write(manifest, snapshot);
                } else {
                  LOGGER.warn("the weights are not finite any more: they are not saved");
                }
              }
              return null;
            });
  }

  /** Throws if the checkpoint saved last could not be written, as far as is known by now. */
  public void check() throws IOException {
    if (writing != null && writing.isDone()) {
      await();
    }
  }

  /** Waits until the checkpoint saved last is on the disk. */
  public void await() throws IOException {
    Future<?> last = writing;
    if (last == null) {
      return;
    }
    try {
      last.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while a checkpoint is written");
    } catch (ExecutionException e) {
      throw new IOException(
          "the run cannot be saved in "
              + folder
              + " ("
              + e.getCause()
              + "): make room or make it writable, then start again"
              + last().map(path -> "; " + path + " is intact").orElse(""),
          e);
    } finally {
      writing = null;
    }
  }

  private void write(Manifest manifest, Snapshot snapshot) throws IOException {
    Files.createDirectories(folder);
    List<Path> present = present();
    if (number < 0) {
      number = present.isEmpty() ? 0 : number(present.get(0));
    }
    number++;
    String name = String.format(Locale.ROOT, "%06d-%s", number, manifest.state().place());
    Path target = folder.resolve(name);
    Unfinished.sweep(folder);
    try (Unfinished unfinished = Unfinished.of(target)) {
      Files.createDirectory(unfinished.path());
      Checkpoint.write(unfinished.path(), manifest, snapshot.files());
      unfinished.finish();
    }
    Double score = manifest.state().score();
    scores.put(target, score == null ? Double.NaN : score);
    prune(true);
  }

  /**
   * Deletes what is kept no longer; a run that was killed may have left it. What is damaged stays
   * until another one is saved.
   */
  public void tidy() throws IOException {
    prune(false);
  }

  private void prune(boolean damagedToo) throws IOException {
    List<Path> good = present().stream().filter(path -> !damaged.contains(path)).toList();
    Set<Path> kept = new HashSet<>(good.subList(0, Math.min(keepLast, good.size())));
    good.stream()
        .filter(path -> !Double.isNaN(score(path)))
        .max(Comparator.comparingDouble(this::score))
        .ifPresent(kept::add);
    for (Path path : damagedToo ? present() : good) {
      if (!kept.contains(path)) {
        Unfinished.delete(path);
      }
    }
  }

  private double score(Path path) {
    return scores.computeIfAbsent(
        path,
        p -> {
          try {
            Double score = Manifest.read(p).state().score();
            return score == null ? Double.NaN : score;
          } catch (IOException e) {
            return Double.NaN;
          }
        });
  }

  /**
   * Opens the newest checkpoint. One that is damaged is passed over with a warning, and goes when
   * the next one is saved.
   *
   * @return the checkpoint; empty if there is none
   * @throws IOException if there are some, but all are damaged
   */
  public Optional<Checkpoint> newest() throws IOException {
    await();
    List<Path> all = present();
    String first = "";
    for (Path path : all) {
      try {
        return Optional.of(Checkpoint.open(path));
      } catch (IOException e) {
        damaged.add(path);
        String reason = reason(e);
        first = first.isEmpty() ? reason : first;
        LOGGER.warn("checkpoint {} is passed over, the one before is used: {}", path, reason);
      }
    }
    if (!all.isEmpty()) {
      throw new IOException(
          "none of the "
              + all.size()
              + " checkpoints in "
              + folder
              + " can be used ("
              + first
              + "): move them away to start again");
    }
    return Optional.empty();
  }

  private static String reason(IOException e) {
    if (e instanceof NoSuchFileException) {
      return e.getMessage() + " is missing";
    }
    return e.getClass() == IOException.class ? String.valueOf(e.getMessage()) : e.toString();
  }

  /** Returns the newest checkpoint on the disk that is not known to be damaged. */
  public Optional<Path> last() throws IOException {
    return present().stream().filter(path -> !damaged.contains(path)).findFirst();
  }

  /** Returns the checkpoints, newest first. */
  private List<Path> present() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(path -> NAME.matcher(path.getFileName().toString()).matches())
          .sorted(Comparator.comparingLong(CheckpointStore::number).reversed())
          .toList();
    }
  }

  private static long number(Path path) {
    String name = path.getFileName().toString();
    return Long.parseLong(name.substring(0, name.indexOf('-')));
  }

  /** Waits until everything is written, and ends the thread. */
  @Override
  public void close() throws IOException {
    try {
      await();
    } finally {
      writer.shutdown();
    }
  }
}
