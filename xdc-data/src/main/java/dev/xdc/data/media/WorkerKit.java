package dev.xdc.data.media;

import dev.xdc.data.internal.worker.WorkerMain;
import dev.xdc.internal.file.Originals;
import dev.xdc.internal.file.Originals.Original;
import dev.xdc.internal.file.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * All that a decoding worker is started from: its classes, the bindings, and FFmpeg's libraries, in
 * this library's own cache. Whatever the application's class path looks like, the worker's is one
 * small jar.
 */
final class WorkerKit {

  /** FFmpeg's libraries in an order in which each finds those that it needs. */
  private static final List<String> LIBRARIES =
      List.of("avutil", "swresample", "avcodec", "avformat", "swscale");

  private static final String OWN = "dev/xdc/data/internal/worker/";
  private static final String JAVACPP = "org/bytedeco/javacpp/";
  private static final String FFMPEG = "org/bytedeco/ffmpeg/";
  private static final String JAR = "worker.jar";

  /**
   * Of address space, on systems that limit it: 2 GiB, of which the worker's JVM takes some 300 MB.
   * Pictures of {@link FrameSize#MAX_PIXELS} in 4:2:0 are 25 MB each, and decoders hold up to 18.
   */
  private static final long MAX_MEMORY_KIB = 2L << 20;

  private final Path folder;
  private final Path libraries;

  private WorkerKit(Path folder, Path libraries) {
    this.folder = folder;
    this.libraries = libraries;
  }

  /**
   * Puts the kit together, unless that was done before.
   *
   * @param libraries folder with FFmpeg's libraries
   * @return null if the class path has no bindings for this platform, or this JVM has no program
   *     {@code java}
   */
  static @Nullable WorkerKit make(Path libraries, Path cache) throws IOException {
    if (!Files.isExecutable(java())) {
      return null;
    }
    String platform = BundledFfmpeg.platform();
    SortedMap<String, byte[]> classes = ClassFiles.none();
    SortedMap<String, byte[]> bindings = ClassFiles.none();
    boolean all =
        ClassFiles.add(OWN + "WorkerMain.class", name -> isClass(name, OWN), classes)
            && ClassFiles.add(JAVACPP + "Loader.class", name -> isClass(name, JAVACPP), classes)
            && ClassFiles.add(
                FFMPEG + "global/avutil.class", name -> isClass(name, FFMPEG), classes)
            && ClassFiles.add(
                FFMPEG + platform + "/" + System.mapLibraryName("jniavutil"),
                name -> LIBRARIES.stream().anyMatch(l -> name.equals(binding(FFMPEG, platform, l))),
                bindings)
            && ClassFiles.add(
                binding(JAVACPP, platform, "javacpp"),
                binding(JAVACPP, platform, "javacpp")::equals,
                bindings);
    if (!all || bindings.size() != LIBRARIES.size() + 1) {
      return null;
    }
    List<Original> originals = new ArrayList<>();
    originals.add(Original.of(JAR, jar(classes)));
    bindings.forEach(
        (name, bytes) -> originals.add(Original.of(ClassFiles.plainName(name), bytes)));
    String name = "worker-" + platform + "-" + hash(classes, bindings);
    return new WorkerKit(new Originals(originals).unpack(cache, name), libraries);
  }

  private static String binding(String packageName, String platform, String library) {
    return packageName + platform + "/" + System.mapLibraryName("jni" + library);
  }

  private static boolean isClass(String name, String packageName) {
    return name.startsWith(packageName)
        && (name.endsWith(".class") || name.endsWith(".properties"));
  }

  private static String hash(
      SortedMap<String, byte[]> classes, SortedMap<String, byte[]> bindings) {
    MessageDigest digest = Sha256.digest();
    for (SortedMap<String, byte[]> files : List.of(classes, bindings)) {
      files.forEach(
          (name, bytes) -> {
            digest.update(name.getBytes(StandardCharsets.UTF_8));
            digest.update(bytes);
          });
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static byte[] jar(SortedMap<String, byte[]> classes) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes)) {
      out.setMethod(ZipOutputStream.STORED); // read at every start, the same from every JVM
      for (Map.Entry<String, byte[]> file : classes.entrySet()) {
        ZipEntry entry = new ZipEntry(file.getKey());
        entry.setTimeLocal(LocalDateTime.of(1980, 1, 1, 0, 0));
        CRC32 sum = new CRC32();
        sum.update(file.getValue());
        entry.setSize(file.getValue().length);
        entry.setCrc(sum.getValue());
        out.putNextEntry(entry);
        out.write(file.getValue());
        out.closeEntry();
      }
    }
    return bytes.toByteArray();
  }

  private static Path java() {
    String name = File.separatorChar == '\\' ? "java.exe" : "java";
    return Path.of(System.getProperty("java.home"), "bin", name);
  }

  /** Returns the worker's program and its arguments. */
  List<String> command() throws IOException {
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(Path.of("/bin/sh"))) {
      // Where a system knows no such limit, the shell says so and continues.
      command.addAll(
          List.of(
              "/bin/sh",
              "-c",
              "ulimit -v " + MAX_MEMORY_KIB + "; ulimit -c 0; exec \"$@\"",
              "xdc-worker"));
    }
    command.addAll(
        List.of(
            java().toString(),
            "-XX:+IgnoreUnrecognizedVMOptions",
            "-XX:+DisplayVMOutputToStderr",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData",
            "-XX:ErrorFile=" + (File.separatorChar == '\\' ? "NUL" : "/dev/null"),
            "-XX:ReservedCodeCacheSize=16m",
            "-XX:CompressedClassSpaceSize=16m",
            "-XX:MaxMetaspaceSize=64m",
            "-Xms8m",
            "-Xmx64m",
            "-Dorg.bytedeco.javacpp.loadlibraries=false",
            "-Dorg.bytedeco.javacpp.nopointergc=true",
            "-Dorg.bytedeco.javacpp.maxbytes=0",
            "-Dorg.bytedeco.javacpp.maxphysicalbytes=0"));
    if (Runtime.version().feature() >= 22) {
      command.add("--enable-native-access=ALL-UNNAMED");
    }
    command.addAll(List.of("-cp", folder.resolve(JAR).toString(), WorkerMain.class.getName()));
    command.add(folder.resolve(System.mapLibraryName("jnijavacpp")).toString());
    for (String library : LIBRARIES) {
      command.add(library(library).toString());
    }
    for (String library : LIBRARIES) {
      command.add(folder.resolve(System.mapLibraryName("jni" + library)).toString());
    }
    return command;
  }

  /** Returns the file of a library, whose name holds a version. */
  private Path library(String name) throws IOException {
    try (Stream<Path> files = Files.list(libraries)) {
      return files
          .filter(
              file ->
                  file.getFileName()
                      .toString()
                      .matches("(lib)?" + name + "(\\.so\\.\\d+|[.-]\\d+\\.(dylib|dll))"))
          .findFirst()
          .orElseThrow(() -> new IOException("there is no library " + name + " in " + libraries));
    }
  }

  /** Returns the folder with FFmpeg's libraries. */
  Path libraries() {
    return libraries;
  }

  @Override
  public String toString() {
    return folder.toString();
  }
}
