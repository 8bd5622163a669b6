package dev.xdc.data.media;

import dev.xdc.internal.file.CacheFolder;
import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A pair of {@code ffmpeg} and {@code ffprobe} that has been seen to start.
 *
 * <p>They are looked for in this order:
 *
 * <ol>
 *   <li><b>configured</b>: the folder (or the {@code ffmpeg} file in it) that the caller or the
 *       system property {@code xdc.ffmpeg} names. If that one is unusable no other is tried.
 *   <li><b>bundled</b>: the programs of {@code org.bytedeco:ffmpeg}, which {@code
 *       dev.xdc:xdc-natives} brings. They are unpacked once into {@code ~/.cache/xdc}, or the
 *       folder that the environment variable {@code XDC_CACHE} names, and compared with the class
 *       path before their first use in a process. If that folder cannot be used they are unpacked
 *       for the process alone.
 *   <li><b>PATH</b>: the first folder of the search path that holds both.
 * </ol>
 *
 * <p>FFmpeg 5.1 is the oldest that will do. A look-up starts both programs once, some 50 ms: keep
 * the result.
 */
public final class FfmpegPrograms {

  /** Names the folder of the programs to use. */
  public static final String PROPERTY = "xdc.ffmpeg";

  /** Long, as a busy machine may take seconds to read the programs from disk. */
  static final Duration SELF_TEST_TIMEOUT = Duration.ofSeconds(30);

  private static final Logger logger = LoggerFactory.getLogger(FfmpegPrograms.class);

  private static final Pattern VERSION = Pattern.compile("^ff(?:mpeg|probe) version (\\S+)");
  private static final Pattern NUMBER = Pattern.compile("^n?(\\d+)\\.(\\d+)");

  /** The first one with {@code -fps_mode}. */
  private static final int MIN_MAJOR = 5;

  private static final int MIN_MINOR = 1;
  private static final String MIN_VERSION = MIN_MAJOR + "." + MIN_MINOR;

  private final Path directory;
  private final String version;
  private final String origin;

  /** The folder of the libraries of the bundled programs; null for others. */
  private final @Nullable Path libraries;

  private FfmpegPrograms(Path directory, String version, String origin, @Nullable Path libraries) {
    this.libraries = libraries;
    this.directory = directory;
    this.version = version;
    this.origin = origin;
  }

  /**
   * Finds the programs: those of the system property {@code xdc.ffmpeg} if it is set, else the
   * bundled ones, else those of the search path.
   *
   * @throws MediaException if there are none that start; names what was tried, and the remedy
   */
  public static FfmpegPrograms find() throws MediaException {
    String configured = System.getProperty(PROPERTY, "");
    if (!configured.isBlank()) {
      return find(Path.of(configured));
    }
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    return find(CacheFolder.ofUser(), temporary, System.getenv("PATH"));
  }

  /**
   * Checks the programs at {@code configured}.
   *
   * @param configured the folder of both, or the file {@code ffmpeg} in it
   * @throws MediaException if they are not there or do not start
   */
  public static FfmpegPrograms find(Path configured) throws MediaException {
    Path path = configured.toAbsolutePath().normalize();
    Path folder = Files.isRegularFile(path) ? path.resolveSibling("") : path;
    try {
      return logged(tested(folder, "configured", null));
    } catch (IOException e) {
      throw new MediaException(
          "The configured FFmpeg cannot be used: "
              + e.getMessage()
              + ". Set -D"
              + PROPERTY
              + " to a folder with ffmpeg and ffprobe of version "
              + MIN_VERSION
              + " or newer, or do not set it to use the bundled ones.",
          e);
    }
  }

  /**
   * As {@link #find()} without a configured folder, with a given search path.
   *
   * @param temporary where programs are unpacked if {@code cache} cannot be used
   */
  static FfmpegPrograms find(Path cache, Path temporary, @Nullable String searchPath)
      throws MediaException {
    List<String> tried = new ArrayList<>();
    try {
      Optional<FfmpegPrograms> bundled =
          CacheFolder.make(cache, temporary, "FFmpeg", FfmpegPrograms::bundled);
      if (bundled.isPresent()) {
        return logged(bundled.get());
      }
      tried.add("bundled: none on the class path for " + BundledFfmpeg.platform());
    } catch (IOException e) {
      tried.add("bundled: " + e.getMessage());
      logger.warn("The bundled FFmpeg is not used: {}", e.getMessage());
    }
    try {
      return logged(onPath(searchPath));
    } catch (IOException e) {
      tried.add("PATH: " + e.getMessage());
    }
    throw new MediaException(
        "No usable FFmpeg ("
            + String.join("; ", tried)
            + "). Add the dependency dev.xdc:xdc-natives (type pom), or install FFmpeg "
            + MIN_VERSION
            + " or newer, or name its folder: -D"
            + PROPERTY
            + "=FOLDER");
  }

  private static Optional<FfmpegPrograms> bundled(Path cache) throws IOException {
    Path folder = BundledFfmpeg.unpack(cache);
    if (folder == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(tested(folder, "bundled", folder));
    } catch (MissingLibraryException e) {
      return Optional.of(tested(StubLibraries.wrap(folder), "bundled", folder));
    }
  }

  private static FfmpegPrograms onPath(@Nullable String searchPath) throws IOException {
    for (String folder :
        searchPath == null ? new String[0] : searchPath.split(File.pathSeparator)) {
      // An empty entry would mean the working folder: nothing is run from there unasked.
      if (!folder.isEmpty()
          && Files.isExecutable(Path.of(folder, fileName("ffmpeg")))
          && Files.isExecutable(Path.of(folder, fileName("ffprobe")))) {
        return tested(Path.of(folder).toAbsolutePath(), "PATH", null);
      }
    }
    throw new IOException("no folder with ffmpeg and ffprobe");
  }

  private static FfmpegPrograms tested(Path folder, String origin, @Nullable Path libraries)
      throws IOException {
    String version = testedVersion(folder.resolve(fileName("ffmpeg")));
    testedVersion(folder.resolve(fileName("ffprobe")));
    return new FfmpegPrograms(folder, version, origin, libraries);
  }

  private static String testedVersion(Path program) throws IOException {
    if (!Files.isRegularFile(program)) {
      throw new IOException("there is no " + program);
    }
    ProgramRun run;
    try {
      run = ProgramRun.of(List.of(program.toString(), "-version"), SELF_TEST_TIMEOUT);
    } catch (IOException e) {
      throw new IOException(program + " does not start: " + e.getMessage(), e);
    }
    Matcher version = VERSION.matcher(run.firstLine());
    if (run.exitCode() != 0 || !version.find()) {
      String message =
          "%s -version ends with code %d: %s".formatted(program, run.exitCode(), run.firstLine());
      throw StubLibraries.isLibraryMissing(run)
          ? new MissingLibraryException(message)
          : new IOException(message);
    }
    // Builds between releases have no number; they are taken as new.
    Matcher number = NUMBER.matcher(version.group(1));
    if (number.find()) {
      int major = Integer.parseInt(number.group(1));
      int minor = Integer.parseInt(number.group(2));
      if (major < MIN_MAJOR || (major == MIN_MAJOR && minor < MIN_MINOR)) {
        throw new IOException(program + " is too old (" + version.group(1) + ")");
      }
    }
    return version.group(1);
  }

  private static FfmpegPrograms logged(FfmpegPrograms programs) {
    logger.debug("Using {}", programs);
    return programs;
  }

  /** Returns the file name of {@code program} on this system. */
  static String fileName(String program) {
    return fileName(program, System.getProperty("os.name", ""));
  }

  /** Returns the file name of {@code program} on a system named as in {@code os.name}. */
  static String fileName(String program, String os) {
    return os.toLowerCase(Locale.ROOT).startsWith("windows") ? program + ".exe" : program;
  }

  /**
   * Returns the folder of both programs, as {@code FFmpeg.atPath} and {@code FFprobe.atPath} of
   * Jaffree take it.
   */
  public Path directory() {
    return directory;
  }

  /**
   * Returns workers that use the libraries of these programs, see {@link ClipDecoder}; null if
   * there are none, or none are wanted.
   *
   * @throws InterruptedIOException if this thread is interrupted; its interrupt status stays set
   * @throws IllegalStateException if {@link ClipDecoder#PROPERTY} is neither of its values
   */
  @Nullable WorkerPool workers() throws InterruptedIOException {
    String wanted = System.getProperty(ClipDecoder.PROPERTY, "workers");
    if (!wanted.equals("workers") && !wanted.equals("programs")) {
      throw new IllegalStateException(
          "-D" + ClipDecoder.PROPERTY + "=" + wanted + ", must be workers or programs");
    }
    return libraries == null || wanted.equals("programs") ? null : WorkerPool.of(libraries);
  }

  /** Returns the file {@code ffmpeg}. */
  public Path ffmpeg() {
    return directory.resolve(fileName("ffmpeg"));
  }

  /** Returns the file {@code ffprobe}. */
  public Path ffprobe() {
    return directory.resolve(fileName("ffprobe"));
  }

  /** Returns the version as the program reports it, such as {@code 8.1.2}. */
  public String version() {
    return version;
  }

  /** Returns where the programs were found: {@code configured}, {@code bundled} or {@code PATH}. */
  public String origin() {
    return origin;
  }

  @Override
  public String toString() {
    return "FFmpeg " + version + " (" + origin + ", " + directory + ")";
  }

  /** A program that fails to start for want of a library. */
  private static final class MissingLibraryException extends IOException {
    private static final long serialVersionUID = 1L;

    MissingLibraryException(String message) {
      super(message);
    }
  }
}
