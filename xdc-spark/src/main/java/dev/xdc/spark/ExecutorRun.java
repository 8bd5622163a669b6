package dev.xdc.spark;

import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.Modality;
import dev.xdc.encoder.Encoder;
import dev.xdc.engine.TorchEngine;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What the JVM of an executor keeps of a run between tasks: the open clips, the encoders and, while
 * an encoder is trained, the readers.
 *
 * <p>One task at a time uses it. The engine records one gradient at a time in a JVM, and its
 * threads share each computation: two tasks side by side would only wait for each other. A run that
 * begins closes what was kept of others.
 */
final class ExecutorRun {
  private static final Object TURN = new Object();
  private static @Nullable ExecutorRun current;

  private final String id;
  private final ClipDataset clips;
  private final Map<String, Replica> replicas = new HashMap<>();
  private final Map<Integer, PartReader> readers = new HashMap<>();

  /** An encoder, and the number of the broadcast whose weights it holds; -1 for none. */
  private static final class Replica {
    final Encoder encoder;
    long weights = -1;

    Replica(Encoder encoder) {
      this.encoder = encoder;
    }
  }

  /** What a task does. */
  @FunctionalInterface
  interface Work<T> {
    T with(ExecutorRun run) throws IOException;
  }

  private ExecutorRun(String id, ClipDataset clips) {
    this.id = id;
    this.clips = clips;
  }

  /**
   * Does the work of a task when the tasks before it in this JVM are done.
   *
   * @throws IOException if the clips cannot be opened, or are others than the driver's
   * @throws IllegalStateException if this JVM does not fit; names the host
   */
  static <T> T use(RunHandle handle, Work<T> work) throws IOException {
    synchronized (TURN) {
      startEngine();
      ExecutorRun run = current;
      if (run == null || !run.id.equals(handle.id())) {
        close();
        run = open(handle);
        current = run;
      }
      return work.with(run);
    }
  }

  /** Starts PyTorch if need be and switches gradients off on the thread of the task. */
  private static void startEngine() throws IOException {
    try {
      TorchEngine.ready();
    } catch (IllegalStateException e) {
      throw new IllegalStateException("on " + Executors.host() + ": " + e.getMessage(), e);
    }
  }

  private static ExecutorRun open(RunHandle handle) throws IOException {
    String host = Executors.host();
    int java = Runtime.version().feature();
    if (java != handle.java()) {
      throw new IllegalStateException(
          "the executor on "
              + host
              + " runs Java "
              + java
              + ", the driver Java "
              + handle.java()
              + ": run both on the same version (spark.executorEnv.JAVA_HOME)");
    }
    ClipDataset clips;
    try {
      clips = handle.clips().open();
    } catch (IOException | IllegalArgumentException e) {
      throw new IOException(
          "the clips cannot be opened on "
              + host
              + " ("
              + e.getMessage()
              + "): every executor must see them under the same path",
          e);
    }
    String fingerprint = clips.fingerprint();
    if (!fingerprint.equals(handle.fingerprint())) {
      clips.close();
      throw new IOException(
          "the clips on "
              + host
              + " are others than the driver's ("
              + fingerprint
              + ", must be "
              + handle.fingerprint()
              + "): every executor must see the same files");
    }
    return new ExecutorRun(handle.id(), clips);
  }

  /** Frees what this JVM keeps. */
  static void close() {
    synchronized (TURN) {
      if (current != null) {
        current.closeReaders(reader -> true);
        current.replicas.values().forEach(replica -> replica.encoder.close());
        current.clips.close();
        current = null;
      }
    }
  }

  /** Returns the clips, for other work than training; closes what training was reading. */
  ClipDataset clips() {
    closeReaders(reader -> true);
    return clips;
  }

  /**
   * Returns what reads a batch next: the reader that read the batch before it, or another one if a
   * task is repeated here, or begins.
   */
  PartReader reader(TrainTask task, int batch) {
    PartReader kept = readers.get(task.part());
    if (kept != null && kept.isAt(batch, task.stretch())) {
      return kept;
    }
    closeReaders(reader -> reader == kept || !reader.reads(task.stretch()));
    Modality modality = task.encoder().recipe().modality();
    PartReader opened =
        new PartReader(clips, modality, task.stretch(), batch, task.part(), task.sharing());
    readers.put(task.part(), opened);
    return opened;
  }

  /** Closes readers that fulfil a condition. */
  void closeReaders(Predicate<PartReader> condition) {
    readers
        .values()
        .removeIf(
            reader -> {
              boolean close = condition.test(reader);
              if (close) {
                reader.close();
              }
              return close;
            });
  }

  /** Returns an encoder with the weights of {@code image}, which are fetched if they are new. */
  Encoder encoder(EncoderImage image) {
    Replica replica =
        replicas.computeIfAbsent(image.name(), name -> new Replica(image.build(clips.spec())));
    long wanted = image.weights().id();
    if (replica.weights != wanted) {
      replica.weights = -1;
      FlatArrays.write(FlatArrays.of(replica.encoder), image.weights().value(), 0);
      replica.weights = wanted;
    }
    return replica.encoder;
  }

  /** Notes that the weights of an encoder are no longer those that it was fetched with. */
  void changed(EncoderImage image) {
    Replica replica = replicas.get(image.name());
    if (replica != null) {
      replica.weights = -1;
    }
  }

  @Override
  public String toString() {
    return "ExecutorRun[" + id + ", " + replicas.keySet() + "]";
  }
}
