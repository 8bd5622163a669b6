package dev.xdc.cli.option;

import dev.xdc.suite.store.ItemTable;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where what was found of each item goes: to standard output as CSV, or to files. */
public final class TableOptions {

  @Option(names = "--csv", paramLabel = "FILE", description = "Write the table as CSV.")
  private @Nullable Path csv;

  @Option(
      names = "--jsonl",
      paramLabel = "FILE",
      description = "Write the table as JSON, an object for each line.")
  private @Nullable Path jsonLines;

  /** Standard output. */
  public TableOptions() {}

  /**
   * Writes a table.
   *
   * @return whether it went to files; else {@code results} holds it, and nothing else should
   */
  public boolean write(ItemTable table, PrintWriter results) throws IOException {
    if (csv == null && jsonLines == null) {
      table.printCsv(results);
      results.flush();
      return false;
    }
    if (csv != null) {
      table.writeCsv(csv);
    }
    if (jsonLines != null) {
      table.writeJsonLines(jsonLines);
    }
    return true;
  }
}
