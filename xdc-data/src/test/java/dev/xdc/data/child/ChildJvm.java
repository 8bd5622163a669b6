package dev.xdc.data.child;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs a program of the tests in a JVM of its own. */
final class ChildJvm {

  /** Options for a JVM that runs for seconds. */
  static final List<String> QUICK_START = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

  private ChildJvm() {}

  /**
   * Starts {@code main} on the class path of this JVM.
   *
   * @param environment variables to set
   */
  static Process start(Map<String, String> environment, Class<?> main, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(QUICK_START);
    command.addAll(List.of("-Xmx256m", "-cp", System.getProperty("java.class.path")));
    String ffmpeg = System.getProperty("xdc.ffmpeg");
    if (ffmpeg != null) {
      command.add("-Dxdc.ffmpeg=" + ffmpeg);
    }
    command.add(main.getName());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    return builder.start();
  }

  /** Returns the lines that {@code child} prints, once it has ended. */
  static List<String> lines(Process child) throws IOException, InterruptedException {
    String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!child.waitFor(60, TimeUnit.SECONDS) || child.exitValue() != 0) {
      throw new IOException("child failed: " + output);
    }
    return output.lines().toList();
  }
}
