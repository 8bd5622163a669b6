package dev.xdc.data.media;

import dev.xdc.internal.file.CacheFolder;
import dev.xdc.internal.file.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the bundled programs start on a Linux without the libraries for screen and sound devices
 * (libxcb, libasound, libpulse).
 *
 * <p>The programs are linked to libavdevice, which names those libraries but calls them only when a
 * device is opened. As Linux binds functions at their first call, any library under the missing
 * name will do.
 */
final class StubLibraries {

  private static final Logger logger = LoggerFactory.getLogger(StubLibraries.class);

  private static final Pattern MISSING_LIBRARY =
      Pattern.compile(
          "error while loading shared libraries: ([\\w.+-]+): cannot open shared object");

  private static final Pattern UNVERSIONED_LIBRARY =
      Pattern.compile("/lib/([^/\\s]+): no version information available \\(required by (/.+)\\)");

  /** As measured, a bare Debian needs five. Far more of them means that something else is wrong. */
  private static final int MAX_REPAIRS = 32;

  /** Lists the hashes of the other files, in the layout of {@code sha256sum}. */
  private static final String SUMS = "SHA256SUMS";

  private static final List<String> PROGRAMS = List.of("ffmpeg", "ffprobe");

  private StubLibraries() {}

  /** Returns whether {@code run} failed for want of a library. */
  static boolean isLibraryMissing(ProgramRun run) {
    return MISSING_LIBRARY.matcher(run.output()).find();
  }

  /**
   * Returns a folder beside {@code bundle} with scripts that start its programs with all libraries
   * found; makes it unless it is there and works.
   *
   * @param bundle the folder of the unpacked programs
   */
  static Path wrap(Path bundle) throws IOException {
    return CacheFolder.make(
        bundle.resolveSibling(""),
        bundle.getFileName() + "-lean",
        StubLibraries::works,
        fresh -> fill(fresh, bundle));
  }

  private static boolean works(Path folder) throws IOException {
    Path sums = folder.resolve(SUMS);
    if (!Files.isRegularFile(sums) || !Files.readString(sums).equals(sums(folder))) {
      return false;
    }
    for (String program : PROGRAMS) {
      Path script = folder.resolve(program);
      if (!Files.isExecutable(script) || version(script).exitCode() != 0) {
        return false;
      }
    }
    return true;
  }

  private static void fill(Path folder, Path bundle) throws IOException {
    Path libraries = Files.createDirectory(folder.resolve("lib"));
    Path standIn = smallestLibrary(bundle);
    for (String program : PROGRAMS) {
      Path script = folder.resolve(program);
      Files.writeString(script, script(bundle.getFileName().toString(), program));
      if (!script.toFile().setExecutable(true)) {
        throw new IOException(script + " cannot be made executable");
      }
      ProgramRun run = version(script);
      for (int repairs = 0; repairs < MAX_REPAIRS && repair(run, standIn, libraries); repairs++) {
        run = version(script);
      }
      if (run.exitCode() != 0) {
        throw new IOException(program + " does not start: " + run.firstLine());
      }
    }
    Files.writeString(folder.resolve(SUMS), sums(folder));
    try (Stream<Path> made = Files.list(libraries)) {
      logger.info(
          "This system has not all libraries of FFmpeg; it will do with stand-ins for {}",
          made.map(Path::getFileName).sorted().toList());
    }
  }

  /** Returns a line for each file of a folder, its hash and its name. */
  private static String sums(Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(folder)) {
      files = walk.filter(Files::isRegularFile).sorted().toList();
    }
    StringBuilder lines = new StringBuilder();
    for (Path file : files) {
      if (!file.endsWith(SUMS)) {
        lines.append(Sha256.of(file)).append("  ").append(folder.relativize(file)).append('\n');
      }
    }
    return lines.toString();
  }

  /** Repairs what {@code run} complained of first. Returns whether there was anything. */
  private static boolean repair(ProgramRun run, Path standIn, Path libraries) throws IOException {
    Matcher missing = MISSING_LIBRARY.matcher(run.output());
    if (missing.find()) {
      Files.copy(standIn, libraries.resolve(missing.group(1)));
      return true;
    }
    Matcher unversioned = UNVERSIONED_LIBRARY.matcher(run.output());
    if (unversioned.find()) {
      Path user = Path.of(unversioned.group(2));
      byte[] bytes = Files.readAllBytes(user);
      ElfVersionNeeds.drop(bytes, unversioned.group(1));
      Files.write(libraries.resolve(user.getFileName()), bytes);
      return true;
    }
    return false;
  }

  private static String script(String bundle, String program) {
    return """
    #!/bin/sh
    here=${0%%/*}
    bundle=$here/../%s
    LD_LIBRARY_PATH=$here/lib:$bundle${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
    export LD_LIBRARY_PATH
    exec "$bundle/%s" "$@"
    """
        .formatted(bundle, program);
  }

  private static ProgramRun version(Path program) throws IOException {
    return ProgramRun.of(List.of(program.toString(), "-version"), FfmpegPrograms.SELF_TEST_TIMEOUT);
  }

  private static Path smallestLibrary(Path bundle) throws IOException {
    try (Stream<Path> files = Files.list(bundle)) {
      return files
          .filter(file -> file.getFileName().toString().contains(".so"))
          .min(Comparator.comparingLong(file -> file.toFile().length()))
          .orElseThrow(() -> new IOException("no library in " + bundle));
    }
  }
}
