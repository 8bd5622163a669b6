package dev.xdc.cli.output;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What Ctrl-C, {@code kill} and a closed terminal do. The first signal asks the work under way to
 * stop if it can be resumed, and ends the process otherwise; from then on the system's own handling
 * is in place, so that a second signal ends the process at once. Either way the exit status is 128
 * and the number of the signal.
 *
 * <p>The JVM's own handling would run the C library's exit functions while PyTorch computes, which
 * may crash. Signals can be handled by an internal class of the JDK only; it is called by
 * reflection, so that a Java without it merely keeps its own handling.
 */
public final class StopSignals {
  private static final Logger LOGGER = LoggerFactory.getLogger(StopSignals.class);
  private static final List<String> NAMES = List.of("INT", "TERM", "HUP");
  private static final int SIGNALLED = 128;

  /** For programs that were started to be killed by their own hooks. */
  private static final long HOOKS_MILLIS = 3000;

  private static final AtomicReference<@Nullable Runnable> STOP = new AtomicReference<>();
  private static final AtomicInteger RECEIVED = new AtomicInteger();

  private StopSignals() {}

  /** Takes over the signals of this process. */
  public static void install() {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Method handle = signal.getMethod("handle", signal, handler);
      Method number = signal.getMethod("getNumber");
      Object byDefault = handler.getField("SIG_DFL").get(null);
      Object ignored = handler.getField("SIG_IGN").get(null);
      Object ours =
          Proxy.newProxyInstance(
              StopSignals.class.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, args) -> {
                if (method.getName().equals("handle")) {
                  for (String name : NAMES) {
                    set(signal, handle, name, byDefault);
                  }
                  received((Integer) number.invoke(args[0]));
                }
                return null;
              });
      for (String name : NAMES) {
        if (ignored.equals(set(signal, handle, name, ours))) {
          set(signal, handle, name, ignored); // nohup, and background jobs of scripts
        }
      }
    } catch (ReflectiveOperationException e) {
      LOGGER.debug("signals stay with the JVM", e);
    }
  }

  private static @Nullable Object set(Class<?> signal, Method handle, String name, Object handler)
      throws ReflectiveOperationException {
    try {
      return handle.invoke(null, signal.getConstructor(String.class).newInstance(name), handler);
    } catch (InvocationTargetException e) {
      LOGGER.debug("signal {} cannot be handled here", name, e); // there is no HUP on Windows
      return null;
    }
  }

  private static void received(int number) {
    RECEIVED.set(SIGNALLED + number);
    Runnable stop = STOP.get();
    if (stop != null) {
      System.err.println(
          "stopping: finishing the step and saving; a second signal ends it at once");
      stop.run();
    } else {
      System.err.println("stopped: start it again; what was finished and saved before is kept");
      endProcess(number);
    }
  }

  /**
   * Ends the process by the very signal, after the hooks that kill programs and delete files have
   * run: unlike an exit, that does not care what PyTorch does at the time.
   */
  private static void endProcess(int number) {
    Thread last =
        new Thread(
            () -> {
              long pid = ProcessHandle.current().pid();
              try {
                waitForHooks();
                new ProcessBuilder("sh", "-c", "kill -" + number + " " + pid)
                    .inheritIO()
                    .start()
                    .waitFor(HOOKS_MILLIS, TimeUnit.MILLISECONDS);
              } catch (Exception e) {
                LOGGER.debug("no shell to send a signal with", e);
              }
            },
            "xdc-signal");
    Runtime.getRuntime().addShutdownHook(last);
    System.exit(SIGNALLED + number);
  }

  private static void waitForHooks() throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(HOOKS_MILLIS);
    while (ProcessHandle.current().children().findAny().isPresent() && System.nanoTime() < end) {
      Thread.sleep(10);
    }
  }

  /** A stretch of work that can be stopped. */
  interface Stoppable extends AutoCloseable {
    @Override
    void close();
  }

  /** Work that ends soon after {@code stop} was called, in a state that it can be resumed from. */
  static Stoppable during(Runnable stop) {
    STOP.set(stop);
    if (RECEIVED.get() != 0) {
      stop.run();
    }
    return () -> STOP.set(null);
  }

  /** Ends the process if a signal came when all but the end of the work was done. */
  static void endIfReceived() {
    if (RECEIVED.get() != 0) {
      System.exit(RECEIVED.get());
    }
  }

  /** Returns 128 and the number of the signal that was received; {@code otherwise} if none was. */
  public static int exitCode(int otherwise) {
    int code = RECEIVED.get();
    return code == 0 ? otherwise : code;
  }
}
