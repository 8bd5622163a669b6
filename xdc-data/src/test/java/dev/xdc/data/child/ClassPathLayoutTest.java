package dev.xdc.data.child;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.xdc.data.TestMedia;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workers start wherever the library lies: each test is a JVM with a cache of its own. */
class ClassPathLayoutTest {

  /** What decoding needs: this library, FFmpeg with its bindings, and a few small libraries. */
  private static final Pattern NEEDED =
      Pattern.compile(
          "(xdc-(core|data)|javacpp|ffmpeg|jaffree|nanojson|slf4j|jspecify|commons-).*\\.jar");

  @TempDir static Path folder;

  private static Path film;
  private static Path jars;
  private static String expected;

  @BeforeAll
  static void makeFilmAndJars() throws IOException {
    assumeTrue(TestMedia.programs().origin().equals("bundled"), "FFmpeg is not the bundled one");
    film = TestMedia.ramps(folder.resolve("film.mkv"), "16", 16, 32);
    expected = new DecodeOnce().apply(film);
    assumeTrue(expected.startsWith("workers"), "FFmpeg's bindings are not there");
    jars = Files.createDirectory(folder.resolve("jars"));
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      Path path = Path.of(entry);
      Path jar = jars.resolve(jars.toFile().list().length + ".jar");
      if (Files.isDirectory(path)) {
        try (JarOutputStream out = open(jar)) {
          addFolder(path, out, new HashSet<>());
        }
      } else if (NEEDED.matcher(path.getFileName().toString()).matches()) {
        Files.copy(path, jar);
      }
    }
  }

  @Test
  void inOneJarThatHoldsEverything() throws Exception {
    Path fat = folder.resolve("fat.jar");
    Set<String> names = new HashSet<>();
    try (JarOutputStream out = open(fat);
        Stream<Path> all = Files.list(jars)) {
      for (Path jar : all.sorted().toList()) {
        addJar(jar, out, names);
      }
    }
    assertThat(run("fat", fat, DecodeOnce.class)).isEqualTo(expected);
  }

  @Test
  void inJarsWithinJar() throws Exception {
    Path app = folder.resolve("app.jar");
    try (JarOutputStream out = open(app);
        Stream<Path> all = Files.list(jars)) {
      for (Path jar : all.sorted().toList()) {
        out.putNextEntry(new JarEntry("BOOT-INF/lib/" + jar.getFileName()));
        Files.copy(jar, out);
        out.closeEntry();
      }
    }
    assertThat(run("nested", launcher(), LoaderMain.class, app)).isEqualTo(expected);
  }

  @Test
  void inChildOfTheApplicationsClassLoader() throws Exception {
    assertThat(run("child", launcher(), LoaderMain.class, jars)).isEqualTo(expected);
  }

  private static String run(String cache, Path classPath, Class<?> main, Path... library)
      throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ChildJvm.QUICK_START);
    command.addAll(List.of("-Xmx512m", "-cp", classPath.toString(), main.getName()));
    Stream.of(library).map(Path::toString).forEach(command::add);
    command.add(film.toString());
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("XDC_CACHE", folder.resolve("cache-" + cache).toString());
    List<String> lines = ChildJvm.lines(builder.start());
    return lines.get(lines.size() - 1);
  }

  /** Returns a folder with nothing but the program that makes the class loaders. */
  private static Path launcher() throws IOException {
    String packageFolder = LoaderMain.class.getPackageName().replace('.', '/');
    Path launcher = folder.resolve("launcher");
    Path to = Files.createDirectories(launcher.resolve(packageFolder));
    Path from = Path.of(resource(packageFolder + "/LoaderMain.class")).getParent();
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        Path copy = to.resolve(name);
        if (name.matches("(LoaderMain|NestedJarLoader).*") && !Files.exists(copy)) {
          Files.copy(file, copy);
        }
      }
    }
    return launcher;
  }

  private static String resource(String name) {
    return new File(LoaderMain.class.getClassLoader().getResource(name).getPath()).toString();
  }

  private static JarOutputStream open(Path jar) throws IOException {
    OutputStream file = Files.newOutputStream(jar);
    JarOutputStream out = new JarOutputStream(file);
    out.setLevel(Deflater.NO_COMPRESSION);
    return out;
  }

  private static void addJar(Path jar, JarOutputStream out, Set<String> names) throws IOException {
    try (JarFile from = new JarFile(jar.toFile())) {
      for (JarEntry entry : from.stream().filter(e -> !e.isDirectory()).toList()) {
        if (names.add(entry.getName())) {
          out.putNextEntry(new JarEntry(entry.getName()));
          from.getInputStream(entry).transferTo(out);
          out.closeEntry();
        }
      }
    }
  }

  private static void addFolder(Path root, JarOutputStream out, Set<String> names)
      throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = root.relativize(file).toString().replace(File.separatorChar, '/');
        if (names.add(name)) {
          out.putNextEntry(new JarEntry(name));
          Files.copy(file, out);
          out.closeEntry();
        }
      }
    }
  }
}
