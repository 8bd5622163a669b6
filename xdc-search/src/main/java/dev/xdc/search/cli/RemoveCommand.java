package dev.xdc.search.cli;

import dev.xdc.data.media.FileNames;
import dev.xdc.search.SearchIndex;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Takes entries out of an index. */
@Command(
    name = "remove",
    description =
        "Removes videos from an index by their ids, or all entries of a file by its path. If one is"
            + " not in the index, none is removed.")
final class RemoveCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private IndexFolder index = new IndexFolder();

  @Parameters(
      paramLabel = "ID",
      arity = "1..*",
      showDefaultValue = Visibility.NEVER,
      description = "Ids as a query prints them, or paths of files.")
  private List<String> ids = new ArrayList<>();

  RemoveCommand() {}

  @Override
  public Integer call() throws IOException {
    try (SearchIndex open = SearchIndex.open(index.folder())) {
      int removed = 0;
      for (Map.Entry<String, Integer> one : removed(open).entrySet()) {
        if (one.getValue() == 0) {
          throw new IllegalArgumentException(
              one.getKey()
                  + " is not in "
                  + index.folder()
                  + ", so nothing was removed; see the"
                  + " column id of xdc search query");
        }
        removed += one.getValue();
      }
      open.commit();
      spec.commandLine().getOut().printf("%d removed; the index holds %d%n", removed, open.size());
      spec.commandLine().getOut().flush();
    }
    return 0;
  }

  /**
   * Takes a name as an id, and if there is none as a path, which the index holds as the real one.
   */
  private Map<String, Integer> removed(SearchIndex open) throws IOException {
    Map<String, Integer> removed = new LinkedHashMap<>();
    for (String id : ids) {
      int count = open.remove(List.of(id)).getOrDefault(id, 0);
      if (count == 0) {
        String path = FileNames.real(Path.of(id)).toString();
        count = open.remove(List.of(path)).getOrDefault(path, 0);
      }
      removed.put(id, count);
    }
    return removed;
  }
}
