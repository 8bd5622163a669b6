package dev.xdc.data.media;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/** Files of the class path, wherever they lie: in a folder, in a jar, in a jar within a jar. */
final class ClassFiles {

  private ClassFiles() {}

  /**
   * Adds the files that lie beside a known one to {@code found}, by their names on the class path.
   *
   * @param known a file that shows which folder or jar is meant
   * @param wanted which names to add
   * @return false if there is no such file, or if it lies where its neighbours cannot be listed
   */
  static boolean add(String known, Predicate<String> wanted, SortedMap<String, byte[]> found)
      throws IOException {
    URL url = ClassFiles.class.getClassLoader().getResource(known);
    if (url == null) {
      return false;
    }
    if (url.getProtocol().equals("file")) {
      addFolder(root(url, known), wanted, found);
      return true;
    }
    try (ClassPathJar opened = ClassPathJar.of(url)) {
      if (opened == null) {
        return false;
      }
      JarFile jar = opened.file();
      List<JarEntry> entries = jar.stream().filter(e -> wanted.test(e.getName())).toList();
      for (JarEntry entry : entries) {
        try (InputStream in = jar.getInputStream(entry)) {
          found.put(entry.getName(), in.readAllBytes());
        }
      }
    }
    return true;
  }

  private static Path root(URL url, String known) throws IOException {
    try {
      Path root = Path.of(url.toURI());
      for (int i = 0; i < known.split("/").length; i++) {
        Path parent = root.getParent();
        root = parent == null ? root : parent;
      }
      return root;
    } catch (URISyntaxException e) {
      throw new IOException(url + " is no file", e);
    }
  }

  private static void addFolder(
      Path root, Predicate<String> wanted, SortedMap<String, byte[]> found) throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(root)) {
      files = walk.filter(Files::isRegularFile).toList();
    }
    for (Path file : files) {
      String name =
          root.relativize(file).toString().replace(file.getFileSystem().getSeparator(), "/");
      if (wanted.test(name)) {
        found.put(name, Files.readAllBytes(file));
      }
    }
  }

  /** Returns an empty map for {@link #add}. */
  static SortedMap<String, byte[]> none() {
    return new TreeMap<>();
  }

  /** Returns the last part of a name. */
  static String plainName(String name) {
    return name.substring(name.lastIndexOf('/') + 1);
  }
}
