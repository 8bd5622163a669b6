package dev.xdc.search;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.IndexFormatTooOldException;
import org.apache.lucene.index.IndexNotFoundException;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.store.LockObtainFailedException;
import org.jspecify.annotations.Nullable;

/** Lucene's errors in one line that names the index and the remedy. */
final class IndexFaults {

  private IndexFaults() {}

  /**
   * Work on an index.
   *
   * @param <T> its result
   */
  @FunctionalInterface
  interface Work<T> {
    T run() throws IOException;
  }

  /** Work on an index without a result. */
  @FunctionalInterface
  interface Task {
    void run() throws IOException;
  }

  /** Does {@code task} as the other method does. */
  static void explained(Path folder, Task task) throws IOException {
    explained(
        folder,
        () -> {
          task.run();
          return true;
        });
  }

  /**
   * Does {@code work}.
   *
   * @throws IOException if it fails; says in one line what to do
   */
  static <T> T explained(Path folder, Work<T> work) throws IOException {
    try {
      return work.run();
    } catch (AlreadyClosedException e) {
      // So Lucene reports a writer that has met an error before.
      if (e.getCause() instanceof IOException cause) {
        throw explanation(folder, cause);
      }
      throw e;
    } catch (IOException e) {
      throw explanation(folder, e);
    }
  }

  private static IOException explanation(Path folder, IOException e) {
    if (e instanceof LockObtainFailedException) {
      return new IOException(
          folder + " is being written by another process: wait for it or stop it", e);
    }
    if (e instanceof IndexNotFoundException) {
      return none(folder, e);
    }
    if (e instanceof IndexFormatTooOldException || e instanceof IndexFormatTooNewException) {
      return new IOException(
          folder
              + " was written by another version of Lucene: delete the folder and add the videos"
              + " again",
          e);
    }
    if (e instanceof CorruptIndexException
        || e instanceof EOFException
        || e instanceof FileNotFoundException
        || e instanceof NoSuchFileException) {
      return damaged(folder, String.valueOf(e.getMessage()), e);
    }
    String message = String.valueOf(e.getMessage());
    if (message.contains("No space left on device")) {
      return new IOException(
          folder
              + ": the disk is full; make room and add the videos again, the last commit is kept",
          e);
    }
    boolean named = e.getClass() != IOException.class || message.startsWith(folder.toString());
    return named ? e : new IOException(folder + ": " + message, e);
  }

  /** Says that there is no index. */
  static IOException none(Path folder, @Nullable Throwable cause) {
    return new IOException(
        folder + " holds no search index: check the path, or make one by adding videos", cause);
  }

  /** Says that an index cannot be read. */
  static IOException damaged(Path folder, String what, @Nullable Throwable cause) {
    return new IOException(
        folder
            + " is a damaged search index ("
            + what
            + "): delete the folder and add the videos again",
        cause);
  }
}
