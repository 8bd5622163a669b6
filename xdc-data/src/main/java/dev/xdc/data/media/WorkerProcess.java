package dev.xdc.data.media;

import dev.xdc.data.internal.worker.Job;
import dev.xdc.data.internal.worker.Outcome;
import dev.xdc.data.internal.worker.Reply;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One decoding worker. For one thread at a time; another one may {@link #kill} it. */
final class WorkerProcess {

  private static final Duration START = Duration.ofSeconds(30);

  /** Within which a killed worker is gone, unless the system itself hangs. */
  private static final long GRACE_MILLIS = 2000;

  /** They would change what the worker's JVM does, or make it print. */
  private static final List<String> JVM_VARIABLES =
      List.of("JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "JDK_JAVA_OPTIONS");

  /** Exit codes of a process that SIGKILL or SIGTERM has ended. */
  private static final Set<Integer> KILLED = Set.of(128 + 9, 128 + 15);

  private static final int MAX_FINDINGS = 1 << 20;

  private final Process process;
  private final DataOutputStream to;
  private final DataInputStream from;
  private final ErrorTail errors = new ErrorTail();
  private final @Nullable ExitHook hook;

  private WorkerProcess(Process process) {
    this.process = process;
    to = new DataOutputStream(new BufferedOutputStream(process.getOutputStream()));
    from = new DataInputStream(process.getInputStream());
    hook = hook();
  }

  private @Nullable ExitHook hook() {
    try {
      return ExitHook.add(process::destroyForcibly);
    } catch (IllegalStateException e) {
      process.destroyForcibly();
      return null;
    }
  }

  /**
   * Starts a worker and waits until it is ready; again, a few times, if somebody kills it.
   *
   * @throws IOException if it cannot be started; the message ends with its own last words
   */
  static WorkerProcess start(WorkerKit kit) throws IOException {
    for (int attempt = 1; ; attempt++) {
      WorkerProcess worker = launch(kit);
      try (WorkerWatch.Watched watched = WorkerWatch.over(worker, START)) {
        worker.awaitReady();
        return worker;
      } catch (IOException e) {
        boolean again = worker.wasKilled() && attempt < BoundedProcess.ATTEMPTS;
        worker.end();
        if (Thread.currentThread().isInterrupted()) {
          throw new InterruptedIOException("starting a decoding worker was interrupted");
        }
        if (!again) {
          String end = e instanceof EOFException ? "it ended" : e.getMessage();
          throw new IOException(
              "a decoding worker "
                  + BoundedProcess.NOT_STARTED
                  + ": "
                  + end
                  + " "
                  + worker.lastWords(),
              e);
        }
      }
    }
  }

  private static WorkerProcess launch(WorkerKit kit) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(kit.command());
    builder.directory(kit.libraries().toFile());
    Map<String, String> environment = builder.environment();
    environment.keySet().removeAll(JVM_VARIABLES);
    // Bindings and libraries lie in two folders, and some of the latter name no folder at all.
    environment.put("LD_LIBRARY_PATH", kit.libraries().toString());
    return new WorkerProcess(builder.start());
  }

  private void awaitReady() throws IOException {
    if (from.readByte() != Reply.READY || from.readInt() != 0) {
      throw new IOException("it does not say that it is ready");
    }
  }

  /** What a worker sent. */
  record Answer(Outcome outcome, byte[] frames, byte[] sound, String findings) {}

  /** Sends a job; several may be under way. */
  void send(Job job) throws IOException {
    job.write(to);
    to.flush();
  }

  /**
   * Receives the answer to the oldest job that has none.
   *
   * @param frameBytes how many bytes of frames it must have if it is no failure
   * @param soundBytes how many bytes of sound it must have if it is no failure
   * @throws EOFException if the worker has ended
   * @throws IOException if it sends what makes no sense
   */
  Answer receive(int frameBytes, int soundBytes) throws IOException {
    byte[] frames = new byte[frameBytes];
    byte[] sound = new byte[soundBytes];
    ByteArrayOutputStream findings = new ByteArrayOutputStream();
    int framesDone = 0;
    int soundDone = 0;
    while (true) {
      byte kind = from.readByte();
      int bytes = from.readInt();
      switch (kind) {
        case Reply.PICTURE -> framesDone = read(frames, framesDone, bytes);
        case Reply.SOUND -> soundDone = read(sound, soundDone, bytes);
        case Reply.FINDINGS -> {
          if (bytes < 0 || findings.size() + bytes > MAX_FINDINGS) {
            throw new IOException("findings of " + bytes + " bytes");
          }
          findings.write(from.readNBytes(bytes));
        }
        case Reply.END -> {
          Outcome outcome = Outcome.read(from);
          if (outcome.failure().isEmpty() && (framesDone < frameBytes || soundDone < soundBytes)) {
            throw new IOException("an answer that lacks bytes");
          }
          skipErrors();
          return new Answer(
              outcome, frames, sound, findings.toString(java.nio.charset.StandardCharsets.UTF_8));
        }
        default -> throw new IOException("an answer of kind " + kind);
      }
    }
  }

  private int read(byte[] into, int done, int bytes) throws IOException {
    if (bytes < 0 || bytes > into.length - done) {
      throw new IOException("an answer longer than asked for");
    }
    from.readFully(into, done, bytes);
    return done + bytes;
  }

  /** Takes over what the worker printed, lest a full pipe stops it. */
  private void skipErrors() throws IOException {
    InputStream said = process.getErrorStream();
    for (int n = said.available(); n > 0; n = said.available()) {
      errors.write(said.readNBytes(n));
    }
  }

  /** Returns the last lines that the worker printed. */
  String errorText() {
    try {
      skipErrors();
    } catch (IOException e) {
      // It is gone, and with it what it said last.
    }
    return errors.text();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Returns how the worker ended: true if somebody killed it, false if it did so itself. */
  boolean wasKilled() {
    errorText();
    try {
      return process.waitFor(GRACE_MILLIS, TimeUnit.MILLISECONDS)
          && KILLED.contains(process.exitValue());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Returns the worker's exit code, or -1 while it runs. */
  int exitCode() {
    return process.isAlive() ? -1 : process.exitValue();
  }

  /** Ends the worker at once; a call of {@link #receive} on another thread fails then. */
  void kill() {
    process.destroyForcibly();
  }

  /** Returns the last lines that the worker printed before it was ended. */
  String lastWords() {
    return errors.text();
  }

  /** Ends the worker and waits until it is gone. */
  void end() {
    // Killing closes its streams.
    errorText();
    kill();
    process.onExit().orTimeout(GRACE_MILLIS, TimeUnit.MILLISECONDS).handle((p, e) -> p).join();
    if (hook != null) {
      hook.remove();
    }
    for (AutoCloseable stream :
        List.of(process.getInputStream(), process.getErrorStream(), process.getOutputStream())) {
      try {
        stream.close();
      } catch (Exception e) {
        // Nothing is left to be lost.
      }
    }
  }
}
