package dev.xdc.data.sets;

import dev.xdc.data.reader.MediaList;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Makes small copies of the layouts of published data sets; readers do not open media files. */
final class Miniature {

  private final Path root;

  Miniature(Path root) {
    this.root = root;
  }

  Path root() {
    return root;
  }

  /** Makes empty files. */
  Miniature touch(String... names) throws IOException {
    for (String name : names) {
      write(name, "");
    }
    return this;
  }

  /** Writes a text file with the lines given. */
  Miniature write(String name, String... lines) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, String.join("\n", lines) + "\n", StandardCharsets.UTF_8);
    return this;
  }

  void delete(String name) throws IOException {
    Files.delete(root.resolve(name));
  }

  static SplitSizes sizes(int classes, SplitSizes.Size... splits) {
    return new SplitSizes(classes, List.of(splits));
  }

  static List<String> ids(Part part) {
    return part.files().items().stream().map(MediaList.Item::id).toList();
  }

  static List<String> labels(Part part) {
    return part.files().items().stream().map(MediaList.Item::label).toList();
  }
}
