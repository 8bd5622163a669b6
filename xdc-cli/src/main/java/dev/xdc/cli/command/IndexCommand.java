package dev.xdc.cli.command;

import dev.xdc.cli.option.JsonOption;
import dev.xdc.cli.output.ProgressOutput;
import dev.xdc.clip.Modality;
import dev.xdc.data.index.FileRules;
import dev.xdc.data.index.IndexItem;
import dev.xdc.data.index.IndexReader;
import dev.xdc.data.index.IndexScan;
import dev.xdc.data.index.ScanReport;
import dev.xdc.data.media.FfmpegPrograms;
import dev.xdc.data.media.MediaProbe;
import dev.xdc.data.media.Segment;
import dev.xdc.data.reader.MediaList;
import dev.xdc.data.reader.VideoFolder;
import dev.xdc.internal.Count;
import dev.xdc.suite.run.Durations;
import dev.xdc.suite.run.TaskTimer;
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
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Probes all files once, for good. */
@Command(
    name = "index",
    description = {
      "Probes every media file once and writes what it holds, or why it cannot be used, as one JSON"
          + " object per line. Other commands take the index in place of the files.",
      "Run again, it reads only new and changed files, and resumes where it was stopped."
    })
public final class IndexCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private JsonOption json = new JsonOption();

  @Option(
      names = "--data",
      required = true,
      showDefaultValue = Visibility.NEVER,
      paramLabel = "CSV_OR_FOLDER",
      description = "Media files: a CSV file with a column path, a folder, or an index to update.")
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
      description = "Shortest duration of a file to be used.")
  private double minSeconds;

  @Option(
      names = "--all-files",
      description = "Read every file of a folder, whatever its name; hidden files are skipped.")
  private boolean allFiles;

  @Option(
      names = "--probe-threads",
      paramLabel = "N",
      description = "Files that are read in parallel; the number of cores by default.")
  private @Nullable Integer probeThreads;

  @Option(names = "--strict", description = "Exit with status 1 if any file is refused.")
  private boolean strict;

  private final @Nullable Consumer<IndexScan.Builder> elsewhere;

  IndexCommand() {
    elsewhere = null;
  }

  /**
   * Makes the command for files that are looked at elsewhere, such as on a cluster.
   *
   * @param elsewhere tells a scan, whatever number of threads is asked for
   */
  public IndexCommand(Consumer<IndexScan.Builder> elsewhere) {
    this.elsewhere = elsewhere;
  }

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
              .setItems(items(list))
              .setRoot(root())
              .setOut(out)
              .setReading(new MediaProbe(FfmpegPrograms.find())::probe)
              .optRules(rules)
              .optKeepGone(folder)
              .optProgress((done, all, left) -> progress.update("index", done, all, left));
      if (probeThreads != null) {
        scan.optThreads(probeThreads);
      }
      if (elsewhere != null) {
        elsewhere.accept(scan);
      }
      ScanReport report = scan.build().run();
      if (folder && !allFiles) {
        hint(progress);
      }
      print(report, timer.seconds());
      return strict && report.refused() > 0 ? fail(report) : 0;
    }
  }

  /** Returns a row for each file: of its segments' labels it can hold none. */
  private static List<IndexItem> items(MediaList list) {
    Map<Path, IndexItem> items = new LinkedHashMap<>();
    for (MediaList.Item item : list.items()) {
      IndexItem row =
          item.segment() == null
              ? new IndexItem(item.id(), item.path(), item.label(), item.tags())
              : new IndexItem(Segment.fileOfId(item.id()), item.path(), null);
      if (item.segment() == null || !items.containsKey(item.path())) {
        items.put(item.path(), row);
      }
    }
    return List.copyOf(items.values());
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
    json.write(
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
        "%s: %d of %s can be used; %d probed in %s%n",
        out,
        report.usable(),
        Count.of(report.files(), "file"),
        report.read(),
        Durations.text(seconds));
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
