package dev.xdc.cli.command;

import dev.xdc.data.reader.MediaCsv;
import dev.xdc.data.sets.DataSetInfo;
import dev.xdc.data.sets.DataSetReader;
import dev.xdc.data.sets.DataSetSplits;
import dev.xdc.data.sets.DataSets;
import dev.xdc.data.sets.Part;
import dev.xdc.data.sets.Split;
import dev.xdc.data.sets.SplitSizes;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists which published data sets can be read, checks a copy and turns its splits into CSV. */
@Command(
    name = "datasets",
    description =
        "Lists the published data sets that can be read. With NAME it describes one; with --root it checks a copy and can write its splits as CSV files. Exits with status 1 if a count is wrong.")
public final class DataSetsCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "NAME",
      description = "One of the data sets, such as ucf101.")
  private @Nullable String name;

  @Option(names = "--root", paramLabel = "DIR", description = "Folder that holds a copy of it.")
  private @Nullable Path root;

  @Option(
      names = "--csv",
      paramLabel = "DIR",
      description =
          "Write SPLIT/train.csv and SPLIT/test.csv into this folder, with absolute paths, for probe and"
              + " finetune.")
  private @Nullable Path csv;

  @Option(
      names = "--force",
      description = "Write the CSV files even if a count is wrong, of the files that are there.")
  private boolean force;

  DataSetsCommand() {}

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    if (name == null) {
      if (root != null || csv != null) {
        throw new IllegalArgumentException("--root and --csv need the NAME of a data set");
      }
      list(out);
      return 0;
    }
    DataSetReader reader = DataSets.of(name);
    if (root == null) {
      if (csv != null) {
        throw new IllegalArgumentException("--csv needs --root, the folder that holds a copy");
      }
      describe(out, reader.info());
      return 0;
    }
    DataSetSplits splits = reader.scan(root);
    report(out, splits);
    List<String> faults = splits.faults();
    if (csv != null && (faults.isEmpty() || force)) {
      write(out, splits, csv);
    }
    if (!faults.isEmpty()) {
      out.println("expected layout:");
      reader.info().layout().forEach(line -> out.println("  " + line));
    }
    return faults.isEmpty() ? 0 : 1;
  }

  private static void list(PrintWriter out) {
    out.printf("%-14s %7s  %-12s %s%n", "name", "classes", "read for", "what");
    for (DataSetReader reader : DataSets.all()) {
      DataSetInfo info = reader.info();
      int classes = info.sizes().classes();
      out.printf(
          "%-14s %7s  %-12s %s%n",
          info.name(), classes == 0 ? "any" : classes, modalities(info), info.title());
    }
  }

  private static void describe(PrintWriter out, DataSetInfo info) {
    out.println(info.title());
    for (SplitSizes.Size size : info.sizes().splits()) {
      out.printf(
          "%-10s %d to learn from, %d to test on%n", size.split(), size.train(), size.test());
    }
    out.println("layout under --root, in sub-folders of any name:");
    info.layout().forEach(line -> out.println("  " + line));
    if (info.fromWeb()) {
      out.println("files may be missing; they are counted");
    }
  }

  private static void report(PrintWriter out, DataSetSplits splits) {
    out.println(splits.info().title());
    out.println("classes: " + splits.classes().size());
    for (Split split : splits.splits()) {
      out.printf(
          "%-10s train %s, test %s%n", split.name(), found(split.train()), found(split.test()));
    }
    List<String> faults = splits.faults();
    faults.forEach(fault -> out.println("FAIL  " + fault));
    splits.gaps().stream()
        .filter(gap -> !faults.contains(gap))
        .forEach(gap -> out.println("note  " + gap));
    if (faults.isEmpty()) {
      out.println("OK");
    }
  }

  private static String found(Part part) {
    return part.files().size() + " of " + part.listed();
  }

  private static void write(PrintWriter out, DataSetSplits splits, Path folder) throws IOException {
    for (Split split : splits.splits()) {
      Path target = folder.resolve(split.name());
      Files.createDirectories(target);
      write(out, split.train(), target.resolve("train.csv"));
      write(out, split.test(), target.resolve("test.csv"));
    }
  }

  private static void write(PrintWriter out, Part part, Path csv) throws IOException {
    if (part.files().size() > 0) {
      MediaCsv.write(part.files(), csv);
      out.println("wrote " + csv);
    }
  }

  private static String modalities(DataSetInfo info) {
    return info.modalities().stream()
        .sorted()
        .map(Object::toString)
        .collect(Collectors.joining("+"));
  }
}
