package dev.xdc.data.sets;

import dev.xdc.data.reader.VideoFolder;
import dev.xdc.internal.file.FolderWalk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The files under a folder, found in one walk: media files by name without extension, since users
 * convert them and put them into class folders or not, and the lists of the data set by name.
 */
final class FoundFiles {

  private static final Set<String> SOUND_ONLY =
      Set.of("wav", "mp3", "m4a", "aac", "flac", "ogg", "oga", "opus", "wma");

  private final Path root;
  private final Map<String, String[]> media = new HashMap<>();
  private final Map<String, Path> lists = new HashMap<>();

  private FoundFiles(Path root) {
    this.root = root;
  }

  /**
   * Walks a folder, links included.
   *
   * @param lists decides by its name whether a file is a list of the data set
   * @throws IOException if {@code root} is no folder or cannot be read
   */
  static FoundFiles under(Path root, Predicate<String> lists) throws IOException {
    Path folder = root.toAbsolutePath().normalize();
    if (!Files.isDirectory(folder)) {
      throw new IOException(folder + " is not a folder; give the one that holds the data set");
    }
    FoundFiles found = new FoundFiles(folder);
    FolderWalk.visit(
        folder,
        path -> {
          if (Files.isRegularFile(path)) {
            found.add(path, lists);
          }
        });
    return found;
  }

  private void add(Path path, Predicate<String> lists) {
    String name = String.valueOf(path.getFileName());
    if (lists.test(name)) {
      this.lists.merge(name, path, FoundFiles::nearer);
    } else if (VideoFolder.EXTENSIONS.contains(extension(name))) {
      String[] one = {root.relativize(path).toString().replace('\\', '/')};
      media.merge(stem(name), one, FoundFiles::append);
    }
  }

  private static Path nearer(Path a, Path b) {
    return Comparator.comparing(Path::getNameCount)
                .thenComparing(Comparator.naturalOrder())
                .compare(a, b)
            <= 0
        ? a
        : b;
  }

  private static String[] append(String[] some, String[] one) {
    String[] more = Arrays.copyOf(some, some.length + 1);
    more[some.length] = one[0];
    return more;
  }

  /** Returns a list of the data set by its name; the one nearest to the root if there are more. */
  @Nullable Path list(String name) {
    return lists.get(name);
  }

  /**
   * Returns a list of the data set by its name.
   *
   * @throws IOException if it is missing; the message says what to download
   */
  Path require(String name, DataSetInfo info) throws IOException {
    Path list = lists.get(name);
    if (list == null) {
      throw new IOException(info.name() + ": no " + name + " under " + root + "; " + info.remedy());
    }
    return list;
  }

  /** Returns the names of the lists that were found. */
  Set<String> listNames() {
    return lists.keySet();
  }

  /** Returns the folder that was walked. */
  Path root() {
    return root;
  }

  /**
   * Returns the media file of a name without extension, relative to the root and with slashes, or
   * null. Of several, one in a folder called {@code folder} goes first, then one with a picture.
   */
  @Nullable String media(String stem, String folder) {
    String[] paths = media.get(stem);
    if (paths == null || paths.length == 1) {
      return paths == null ? null : paths[0];
    }
    Comparator<String> order =
        Comparator.comparing((String p) -> !plain(folder(p)).equals(plain(folder)))
            .thenComparing(p -> SOUND_ONLY.contains(extension(p)))
            .thenComparing(Comparator.naturalOrder());
    return Arrays.stream(paths).min(order).orElseThrow();
  }

  /** Returns the relative paths of all media files, sorted. */
  List<String> media() {
    return media.values().stream().flatMap(Arrays::stream).sorted().toList();
  }

  /** Returns the name of the folder that a path with slashes ends in; empty if there is none. */
  static String folder(String path) {
    int end = path.lastIndexOf('/');
    return end < 0 ? "" : path.substring(path.lastIndexOf('/', end - 1) + 1, end);
  }

  /** Class folders are often written with underscores where the class name has spaces. */
  private static String plain(String label) {
    return label.replace('_', ' ').toLowerCase(Locale.ROOT);
  }

  /** Returns a file name without its extension. */
  static String stem(String name) {
    int dot = name.lastIndexOf('.');
    return dot <= 0 ? name : name.substring(0, dot);
  }

  private static String extension(String name) {
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }
}
