package dev.xdc.cli.command;

import dev.xdc.cli.output.ProgressOutput;
import dev.xdc.clip.Modality;
import dev.xdc.data.index.FileRules;
import dev.xdc.data.index.IndexItem;
import dev.xdc.data.index.IndexReader;
import dev.xdc.data.index.IndexScan;
import dev.xdc.data.index.ScanReport;
import dev.xdc.data.media.FfmpegPrograms;
import dev.xdc.data.media.MediaProbe;
import dev.xdc.data.reader.MediaList;
import dev.xdc.data.reader.VideoFolder;
import dev.xdc.suite.run.Durations;
import dev.xdc.suite.run.TaskTimer;
import dev.xdc.suite.store.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Looks at all files once, for good. */
@Command(
    name = "index",
    description = {
      "Looks at every media file once and writes down what it holds, or why it cannot be used: a JSON object a line. The other commands take the index"
          + " in place of the CSV file or folder and look at no file again.",
      "Run again, it reads only files that are new or have changed, and goes on where it was stopped."
    })
public final class IndexCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--data",
      required = true,
      showDefaultValue = Visibility.NEVER,
      paramLabel = "CSV_OR_FOLDER",
      description =
          "Media files: a CSV file with the column path and, for labels, label or tags; a folder; or an index, to bring it up to date.")
  private Path source = Path.of("");

  @Option(
      names = "--out",
      required = true,
      showDefaultValue = Visibility.NEVER,
      paramLabel = "FILE",
      description =
          "The index, usually index.jsonl. While it is being made, FILE.partial holds what has been read.")
  private Path out = Path.of("");

  @Option(
      names = "--require",
      split = ",",
      paramLabel = "MODALITY",
      description = "What a file must hold to be used: video, audio or both.")
  private List<Modality> require = List.of(Modality.values());

  @Option(
      names = "--min-seconds",
      paramLabel = "S",
      description =
          "How long a file must last to be used. Whether it is long enough for a clip is checked when clips are cut.")
  private double minSeconds;

  @Option(
      names = "--all-files",
      description =
          "Look at every file of a folder, not only at those whose names end like those of media; names that begin with a dot are passed over.")
  private boolean allFiles;

  @Option(
      names = "--probe-threads",
      paramLabel = "N",
      description =
          "Files that are read side by side; the number of cores unless given. More help where files come over a network.")
  private @Nullable Integer probeThreads;

  @Option(names = "--strict", description = "End with exit code 1 if any file is refused.")
  private boolean strict;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the summary as JSON.")
  private @Nullable Path json;

  IndexCommand() {}

  private record Result(
      String index,
      int files,
      int usable,
      int refused,
      int read,
      double seconds,
      Map<String, ScanReport.Group> refusals) {}

  @Override
  public Integer call() throws IOException {
    TaskTimer timer = new TaskTimer();
    FileRules rules = new FileRules(Set.copyOf(require), minSeconds);
    boolean folder = Files.isDirectory(source);
    try (ProgressOutput progress = ProgressOutput.to(spec.commandLine().getErr())) {
      MediaList list = folder && allFiles ? VideoFolder.readAll(source) : MediaList.of(source);
      IndexScan.Builder scan =
          IndexScan.builder()
              .setItems(
                  list.items().stream()
                      .map(i -> new IndexItem(i.id(), i.path(), i.label(), i.tags()))
                      .toList())
              .setRoot(root())
              .setOut(out)
              .setReading(new MediaProbe(FfmpegPrograms.find())::probe)
              .optRules(rules)
              .optKeepGone(folder)
              .optProgress((done, all, left) -> progress.update("index", done, all, left));
      if (probeThreads != null) {
        scan.optThreads(probeThreads);
      }
      ScanReport report = scan.build().run();
      if (folder && !allFiles) {
        hint(progress);
      }
      print(report, timer.seconds());
      return strict && report.refused() > 0 ? fail(report) : 0;
    }
  }

  /** Returns from where paths count. */
  private Path root() throws IOException {
    if (Files.isDirectory(source)) {
      return source;
    }
    if (IndexReader.isIndex(source)) {
      try (IndexReader reader = IndexReader.open(source)) {
        return reader.header().root();
      }
    }
    return Objects.requireNonNullElse(source.toAbsolutePath().getParent(), source);
  }

  private void hint(ProgressOutput progress) throws IOException {
    long others = VideoFolder.countOthers(source);
    if (others > 0) {
      progress.line(
          others
              + (others == 1 ? " file was" : " files were")
              + " passed over, not named like media; --all-files looks at them, too");
    }
  }

  private int fail(ScanReport report) throws IOException {
    throw new IOException(
        report.refused() + " of " + report.files() + " files are refused, and --strict is given");
  }

  private void print(ScanReport report, double seconds) throws IOException {
    Map<String, ScanReport.Group> byCode = new LinkedHashMap<>();
    report.refusals().forEach((kind, group) -> byCode.put(kind.code(), group));
    Json.write(
        json,
        new Result(
            out.toString(),
            report.files(),
            report.usable(),
            report.refused(),
            report.read(),
            seconds,
            byCode));
    PrintWriter results = spec.commandLine().getOut();
    results.printf(
        "%s: %d of %d files can be used; %d read anew in %s%n",
        out, report.usable(), report.files(), report.read(), Durations.text(seconds));
    if (report.refused() > 0) {
      results.printf("%n%-26s %8s  %s%n", "refused because", "files", "for example");
      report
          .refusals()
          .forEach(
              (kind, group) ->
                  results.printf(
                      "%-26s %8d  %s: %s%n",
                      kind, group.files(), oneLine(group.example()), group.detail()));
    }
    results.flush();
  }

  /** Returns a name as it may be shown: one of a file may hold line ends and control characters. */
  private static String oneLine(String name) {
    return name.replaceAll("\\p{Cc}", "?");
  }
}
