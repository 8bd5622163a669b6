package dev.xdc.data.reader;

import dev.xdc.data.media.FileNames;
import dev.xdc.internal.file.FolderWalk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * A folder of media files, at any depth, recognised by their extensions. If all of them lie in
 * sub-folders, the name of the outermost sub-folder is the label. Names that begin with a dot are
 * passed over. Links are followed, except one to a folder that it lies in itself.
 */
public final class VideoFolder {

  /** The extensions that are looked for. */
  public static final Set<String> EXTENSIONS =
      Set.copyOf(
          List.of(
              ("mp4 m4v mov mkv webm avi mpg mpeg ts m2ts flv wmv asf 3gp 3g2 ogv gif nut "
                      + "wav mp3 m4a aac flac ogg oga opus wma "
                      + "mxf caf w64 ac3 eac3 ec3 amr wv ape m1v m2v ivf")
                  .split(" ")));

  private VideoFolder() {}

  /**
   * Lists a folder, in natural order of the relative paths ({@code clip2} before {@code clip10}).
   *
   * @throws IOException if it cannot be read or holds no media file
   */
  public static MediaList read(Path folder) throws IOException {
    Path root = folder.toAbsolutePath().normalize();
    return list(
        root,
        VideoFolder::isMedia,
        "media file; looked for " + String.join(", ", new TreeSet<>(EXTENSIONS)));
  }

  /**
   * Lists all that a folder holds, whatever its name, and even what is no regular file; only names
   * that begin with a dot are passed over.
   *
   * @throws IOException if it cannot be read or is empty
   */
  public static MediaList readAll(Path folder) throws IOException {
    return list(folder.toAbsolutePath().normalize(), file -> true, "file");
  }

  /**
   * Returns how many files {@link #read} passes over because of their extensions.
   *
   * @throws IOException if the folder cannot be read
   */
  public static long countOthers(Path folder) throws IOException {
    return walk(folder.toAbsolutePath().normalize(), file -> !isMedia(file)).size();
  }

  private static MediaList list(Path root, Predicate<Path> filter, String wanted)
      throws IOException {
    List<Path> files = walk(root, filter);
    if (files.isEmpty()) {
      throw new IOException(root + " holds no " + wanted);
    }
    boolean labelled = files.stream().allMatch(f -> root.relativize(f).getNameCount() > 1);
    List<MediaList.Item> items = new ArrayList<>();
    for (Path file : files) {
      String label = labelled ? FileNames.text(root.relativize(file).getName(0)) : null;
      items.add(new MediaList.Item(id(root, file), file, label));
    }
    items.sort(Comparator.comparing(MediaList.Item::id, LabelOrder.NATURAL));
    return MediaList.of(root.toString(), items);
  }

  private static List<Path> walk(Path root, Predicate<Path> filter) throws IOException {
    List<Path> files = new ArrayList<>();
    try {
      FolderWalk.visit(
          root,
          path -> {
            if (filter.test(path)) {
              files.add(path);
            }
          });
    } catch (IOException e) {
      throw new IOException(root + " cannot be read: " + e.getMessage(), e);
    }
    return files;
  }

  /** Returns whether a regular file is named like media. */
  static boolean isMedia(Path file) {
    String name = String.valueOf(file.getFileName());
    String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return EXTENSIONS.contains(extension) && Files.isRegularFile(file);
  }

  /** Returns the relative path with forward slashes on every system. */
  private static String id(Path root, Path file) {
    List<String> parts = new ArrayList<>();
    root.relativize(file).forEach(part -> parts.add(FileNames.text(part)));
    String id = String.join("/", parts);
    // Two names that are no text may look the same; as addresses they do not.
    return FileNames.isText(id) ? id : root.toUri().relativize(file.toUri()).toString();
  }
}
