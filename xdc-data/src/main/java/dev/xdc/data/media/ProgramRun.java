package dev.xdc.data.media;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One short run of a program.
 *
 * @param exitCode its exit code
 * @param output what it printed on both streams, cut at 64 KiB
 */
record ProgramRun(int exitCode, String output) {

  private static final int OUTPUT_BYTES = 1 << 16;

  /**
   * Runs {@code command} to its end, without input and in the C locale.
   *
   * @throws IOException if it cannot be started, or has not ended within {@code timeout} and was
   *     killed
   */
  static ProgramRun of(List<String> command, Duration timeout) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("LC_ALL", "C");
    Process process = builder.start();
    long deadline = System.nanoTime() + timeout.toNanos();
    try {
      process.getOutputStream().close();
      // On a thread of its own: a read from a pipe knows no time limit.
      FutureTask<byte[]> reading =
          new FutureTask<>(() -> process.getInputStream().readNBytes(OUTPUT_BYTES));
      Thread reader = new Thread(reading, "xdc-program-output");
      reader.setDaemon(true);
      reader.start();
      byte[] output = reading.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
      if (!process.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        throw new TimeoutException();
      }
      return new ProgramRun(process.exitValue(), new String(output, StandardCharsets.UTF_8));
    } catch (TimeoutException e) {
      throw new IOException("did not end within " + timeout.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      throw new IOException("its output cannot be read", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      process.destroyForcibly();
    }
  }

  /** Returns the first line of the output, without white space around it. */
  String firstLine() {
    return output.lines().map(String::strip).filter(line -> !line.isEmpty()).findFirst().orElse("");
  }
}
