package dev.xdc.data.media;

import dev.xdc.internal.file.Originals;
import dev.xdc.internal.file.Originals.Original;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;

/**
 * Unpacks the FFmpeg programs of {@code org.bytedeco:ffmpeg} from the class path.
 *
 * <p>By hand: JavaCPP's own loader throws where the system lacks one of the libraries for screen
 * and sound devices.
 */
final class BundledFfmpeg {

  private BundledFfmpeg() {}

  /**
   * Returns bytedeco's name of this platform, such as {@code linux-x86_64} or {@code macosx-arm64}.
   */
  static String platform() {
    return platform(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
  }

  /**
   * Returns bytedeco's name of a platform.
   *
   * @param name of the operating system, as in the property {@code os.name}
   * @param arch the processor, as in {@code os.arch}
   */
  static String platform(String name, String arch) {
    String os = name.toLowerCase(Locale.ROOT);
    String system = os.startsWith("mac") ? "macosx" : os.startsWith("windows") ? "windows" : os;
    String processor =
        switch (arch.toLowerCase(Locale.ROOT)) {
          case "amd64" -> "x86_64";
          case "aarch64" -> "arm64";
          default -> arch.toLowerCase(Locale.ROOT);
        };
    return system + "-" + processor;
  }

  /**
   * Unpacks the programs and their libraries into a folder below {@code cache}, unless they are
   * there unchanged. Takes 0.5 s and 60 MB the first time.
   *
   * @return the folder, or null if the class path has no programs for this platform
   * @throws IOException if they cannot be unpacked or started there; names the cause
   */
  static @Nullable Path unpack(Path cache) throws IOException {
    String prefix = "org/bytedeco/ffmpeg/" + platform() + "/";
    ClassLoader loader = BundledFfmpeg.class.getClassLoader();
    URL program = loader.getResource(prefix + FfmpegPrograms.fileName("ffmpeg"));
    try (ClassPathJar opened = program == null ? null : ClassPathJar.of(program)) {
      if (opened == null) {
        return null;
      }
      JarFile jar = opened.file();
      // JNI libraries are of no use to the programs.
      List<Original> originals =
          jar.stream()
              .filter(entry -> entry.getName().startsWith(prefix) && !entry.isDirectory())
              .filter(entry -> !entry.getName().contains("jni"))
              .map(entry -> original(jar, entry))
              .toList();
      return new Originals(originals).unpack(cache, "ffmpeg-" + version(jar) + "-" + platform());
    }
  }

  private static Original original(JarFile jar, JarEntry entry) {
    return new Original(
        ClassFiles.plainName(entry.getName()),
        entry.getSize(),
        entry.getCrc(),
        () -> jar.getInputStream(entry));
  }

  private static String version(JarFile jar) throws IOException {
    Properties properties = new Properties();
    JarEntry entry = jar.getJarEntry("META-INF/maven/org.bytedeco/ffmpeg/pom.properties");
    if (entry != null) {
      try (InputStream in = jar.getInputStream(entry)) {
        properties.load(in);
      }
    }
    return properties.getProperty("version", "unknown");
  }
}
