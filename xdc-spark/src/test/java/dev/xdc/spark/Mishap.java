package dev.xdc.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.TaskContext;

/** What goes wrong on an executor because a test ordered it; each order is carried out once. */
enum Mishap {
  /** The executor is killed in the midst of a task. */
  KILL,
  /** A task takes a minute. */
  STALL;

  /** Orders it from the next task that looks. */
  void order(Path folder) {
    try {
      Files.createFile(folder.resolve(name()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns whether no executor has carried the order out yet. */
  boolean isPending(Path folder) {
    return Files.exists(folder.resolve(name()));
  }

  /** Does what was ordered, if this is an executor. */
  static void strike(String folder) {
    if (TaskContext.get() == null) {
      return;
    }
    try {
      if (Files.deleteIfExists(Path.of(folder, KILL.name()))) {
        killThisProcess();
      }
      if (Files.deleteIfExists(Path.of(folder, STALL.name()))) {
        Thread.sleep(60_000);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("this attempt is no longer wanted", e);
    }
  }

  /** Ends this JVM by SIGKILL. */
  static void killThisProcess() throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-KILL", Long.toString(ProcessHandle.current().pid()))
        .start()
        .waitFor();
    Thread.sleep(60_000);
  }
}
