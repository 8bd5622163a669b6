package dev.xdc.page.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Chromium without a window, where it is installed. */
final class Browser {
  private static final int LIMIT_SECONDS = 90;

  private final Path program;
  private final Path profile;

  /**
   * A page as the browser has it in the end.
   *
   * @param dom as HTML
   * @param console what the page's script logged, faults included
   */
  record Opened(String dom, List<String> console) {

    /** Returns what a test script left behind. */
    String left(String attribute) {
      String begin = "data-" + attribute + "=\"";
      int from = dom.indexOf(begin);
      assertThat(from).as("%s of %s", attribute, console).isNotNegative();
      return dom.substring(from + begin.length(), dom.indexOf('"', from + begin.length()))
          .replace("&quot;", "\"")
          .replace("&lt;", "<")
          .replace("&gt;", ">")
          .replace("&amp;", "&");
    }
  }

  private Browser(Path program, Path profile) {
    this.program = program;
    this.profile = profile;
  }

  /** Finds the browser; skips the test, saying so, where there is none. */
  static Browser find(Path profile) {
    Optional<Path> found =
        Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
            .map(Path::of)
            .filter(Files::isExecutable)
            .findFirst();
    Assumptions.assumeTrue(found.isPresent(), "no Chromium in /usr/bin: the page is not opened");
    return new Browser(found.orElseThrow(), profile);
  }

  /** Starts a browser to be used by mouse and keys, with the network away. */
  Tab tab() throws IOException, InterruptedException {
    return Tab.start(program, profile);
  }

  /** Returns the beginning of a command: no window, no sound, no network. */
  static List<String> command(Path program) {
    return new ArrayList<>(
        List.of(
            program.toString(),
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--mute-audio",
            "--host-resolver-rules=MAP * ~NOTFOUND",
            "--autoplay-policy=no-user-gesture-required"));
  }

  /** Opens a page, with the network away. */
  Opened open(Path page) throws IOException, InterruptedException {
    Path dom = Files.createTempFile(profile, "dom", ".html");
    Path log = Files.createTempFile(profile, "log", ".txt");
    List<String> command = command(program);
    command.addAll(
        List.of(
            "--user-data-dir=" + profile.resolve("profile"),
            "--enable-logging=stderr",
            "--window-size=1280,3000",
            "--virtual-time-budget=8000",
            "--dump-dom",
            page.toUri().toString()));
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(dom.toFile())
            .redirectError(log.toFile())
            .start();
    boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
    process.destroyForcibly();
    assertThat(ended).as("Chromium ends within %d s", LIMIT_SECONDS).isTrue();
    return new Opened(
        Files.readString(dom),
        Files.readAllLines(log).stream().filter(line -> line.contains("CONSOLE")).toList());
  }
}
