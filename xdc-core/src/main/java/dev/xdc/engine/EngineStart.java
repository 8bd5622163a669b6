package dev.xdc.engine;

import ai.djl.engine.Engine;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/**
 * The start of the engine on a thread of its own. A JVM that exits meanwhile waits for its end, as
 * PyTorch may crash where its libraries are closed while they are opened.
 */
final class EngineStart extends Thread {
  /** The engine, or the failure; what was made to depend on it before is part of the start. */
  final CompletableFuture<Engine> result = new CompletableFuture<>();

  private final Thread atExit = new Thread(this::await);

  EngineStart() {
    super("xdc-engine-start");
    setDaemon(true);
  }

  @Override
  public void run() {
    boolean waitedFor = unlessExiting(() -> Runtime.getRuntime().addShutdownHook(atExit));
    try {
      EngineSetup.apply();
      result.complete(Engine.getEngine("PyTorch"));
    } catch (IOException | RuntimeException | LinkageError e) {
      result.completeExceptionally(e);
    }
    if (waitedFor) { // else it would keep the class loader
      unlessExiting(() -> Runtime.getRuntime().removeShutdownHook(atExit));
    }
  }

  private static boolean unlessExiting(Runnable change) {
    try {
      change.run();
      return true;
    } catch (IllegalStateException e) { // the JVM exits already
      return false;
    }
  }

  private void await() {
    try {
      join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
