package dev.xdc.data.media;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Unpacks the FFmpeg programs of {@code org.bytedeco:ffmpeg} from the class path.
 *
 * <p>By hand: JavaCPP's own loader throws where the system lacks one of the libraries for screen
 * and sound devices.
 */
final class BundledFfmpeg {

  private static final Logger logger = LoggerFactory.getLogger(BundledFfmpeg.class);

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
   * there already. Takes 0.5 s and 60 MB the first time, a few milliseconds later on.
   *
   * @return the folder, or null if the class path has no programs for this platform
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
      List<JarEntry> entries =
          jar.stream()
              .filter(entry -> entry.getName().startsWith(prefix) && !entry.isDirectory())
              .filter(entry -> !entry.getName().contains("jni"))
              .toList();
      Path folder = cache.resolve("ffmpeg-" + version(jar) + "-" + platform());
      CacheFolder.make(
          folder, made -> isComplete(made, entries), fresh -> copy(jar, entries, fresh));
      return folder;
    }
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

  private static boolean isComplete(Path folder, List<JarEntry> entries) throws IOException {
    for (JarEntry entry : entries) {
      Path file = file(folder, entry);
      if (!Files.isRegularFile(file) || Files.size(file) != entry.getSize()) {
        return false;
      }
    }
    return true;
  }

  private static void copy(JarFile jar, List<JarEntry> entries, Path folder) throws IOException {
    logger.info("Unpacking the bundled FFmpeg programs into {}", folder.getParent());
    for (JarEntry entry : entries) {
      Path file = file(folder, entry);
      try (InputStream in = jar.getInputStream(entry)) {
        Files.copy(in, file);
      }
      if (!file.toFile().setExecutable(true)) {
        throw new IOException(file + " cannot be made executable");
      }
    }
  }

  private static Path file(Path folder, JarEntry entry) {
    String name = entry.getName();
    return folder.resolve(name.substring(name.lastIndexOf('/') + 1));
  }
}
