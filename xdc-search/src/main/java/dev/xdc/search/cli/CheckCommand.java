package dev.xdc.search.cli;

import dev.xdc.cli.option.JsonOption;
import dev.xdc.internal.Count;
import dev.xdc.search.IndexHealth;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Reads all of an index. */
@Command(
    name = "check",
    description =
        "Reads every file of an index, compares checksums and prints what it holds. The index must"
            + " not be written meanwhile. Exits with status 1 if it is damaged.")
final class CheckCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private IndexFolder index = new IndexFolder();
  @Mixin private JsonOption json = new JsonOption();

  CheckCommand() {}

  @Override
  public Integer call() throws IOException {
    IndexHealth health = IndexHealth.check(index.folder());
    PrintWriter out = spec.commandLine().getOut();
    out.printf("model     %s%n", health.modelHash());
    out.printf("entries   %d%n", health.entries());
    out.printf("last      %s%n", health.rule() == null ? "not known" : health.rule());
    out.printf(
        "features  %s%n",
        health.vectors().entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(count -> count.getKey() + " " + count.getValue())
            .collect(Collectors.joining(", ")));
    out.printf("map       %s%n", health.map() ? "yes" : "none between picture and sound");
    out.printf(
        Locale.ROOT,
        "files     %.1f MB, %s%n",
        health.bytes() / 1e6,
        Count.of(health.segments(), "segment"));
    out.printf("health    %s%n", health.isSound() ? "intact" : "damaged");
    out.flush();
    json.write(health);
    if (!health.isSound()) {
      throw new IOException(
          index.folder()
              + " is damaged: "
              + String.join("; ", health.faults())
              + "; delete the folder and add the videos again");
    }
    return 0;
  }
}
