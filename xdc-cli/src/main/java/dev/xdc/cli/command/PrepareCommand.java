package dev.xdc.cli.command;

import dev.xdc.cli.option.JsonOption;
import dev.xdc.cli.option.ModalityOption;
import dev.xdc.cli.option.SegmentOptions;
import dev.xdc.cli.output.ProgressOutput;
import dev.xdc.clip.ClipSpec;
import dev.xdc.data.cache.ShardEncoding;
import dev.xdc.data.cache.ShardFormat;
import dev.xdc.data.cache.ShardPreparation;
import dev.xdc.data.index.IndexRules;
import dev.xdc.data.index.MediaIndex;
import dev.xdc.data.index.SegmentRule;
import dev.xdc.data.media.FfmpegPrograms;
import dev.xdc.data.media.MediaInfo;
import dev.xdc.data.media.MediaProbe;
import dev.xdc.data.reader.MediaList;
import dev.xdc.internal.Count;
import dev.xdc.suite.run.Durations;
import dev.xdc.suite.run.TaskTimer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Decodes videos once into shards. */
@Command(
    name = "prepare",
    description =
        "Decodes videos once into shards, a folder that every command takes in place of the videos."
            + " Resumes after the last complete shard.")
public final class PrepareCommand implements Callable<Integer> {

  /** Files left out that are named; the JSON result names all. */
  private static final int NAMED = 20;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private JsonOption json = new JsonOption();
  @Mixin private ModalityOption modality = new ModalityOption();
  @Mixin private SegmentOptions segments = new SegmentOptions();

  /** Files and segments that are not prepared. */
  private final List<ShardPreparation.LeftOut> refused = new ArrayList<>();

  @Option(
      names = {"--data", "--index"},
      required = true,
      showDefaultValue = Visibility.NEVER,
      paramLabel = "PATH",
      description =
          "Videos: a CSV file with path,label or path, a folder, or an index made by xdc index.")
  private Path data = Path.of("");

  @Option(
      names = "--out",
      required = true,
      showDefaultValue = Visibility.NEVER,
      paramLabel = "DIR",
      description = "Folder for the shards, empty or begun with the same settings.")
  private Path out = Path.of("");

  @Option(
      names = "--short-side",
      paramLabel = "PIXELS",
      description = "Shorter side of the picture after resizing.")
  private int shortSide = 128;

  @Option(names = "--fps", paramLabel = "RATE", description = "Frames per second.")
  private double framesPerSecond = 16;

  @Option(names = "--sample-rate", paramLabel = "HZ", description = "Sample rate of the sound.")
  private int sampleRate = 16_000;

  @Option(
      names = "--keep",
      paramLabel = "FORM",
      description =
          "encoded: small mp4 files, almost lossless. raw: frames and samples, faster to read, many times larger.")
  private ShardEncoding keep = ShardEncoding.ENCODED;

  @Option(names = "--shard-mb", paramLabel = "MB", description = "Size of a shard.")
  private int shardMegabytes = (int) (ShardPreparation.DEFAULT_SHARD_BYTES >> 20);

  @Option(
      names = "--decode-threads",
      paramLabel = "N",
      description = "Videos processed in parallel; the number of cores by default.")
  private @Nullable Integer decodeThreads;

  private final ShardPreparation.@Nullable Packers elsewhere;

  PrepareCommand() {
    elsewhere = null;
  }

  /**
   * Makes the command for videos that are decoded elsewhere, such as on a cluster.
   *
   * @param packers decode them, whatever number of threads is asked for
   */
  public PrepareCommand(ShardPreparation.Packers packers) {
    elsewhere = packers;
  }

  private record Result(
      String folder,
      String keep,
      int videos,
      List<ShardPreparation.LeftOut> leftOut,
      long bytes,
      double seconds,
      ReadBack readBack) {}

  @Override
  public Integer call() throws IOException {
    TaskTimer timer = new TaskTimer();
    ShardFormat format =
        new ShardFormat(keep, modality.required(), shortSide, framesPerSecond, sampleRate);
    int threads =
        decodeThreads == null ? Runtime.getRuntime().availableProcessors() : decodeThreads;
    MediaList list = MediaList.of(data);
    List<ShardPreparation.Source> files;
    try (ProgressOutput progress = ProgressOutput.to(spec.commandLine().getErr())) {
      files = files(list, threads, progress);
    }
    ShardPreparation preparation =
        new ShardPreparation(files, list.classes(), format, out, (long) shardMegabytes << 20);
    ShardPreparation.Report report;
    try (ProgressOutput progress = ProgressOutput.to(spec.commandLine().getErr())) {
      report =
          preparation.run(
              elsewhere == null
                  ? ShardPreparation.Packers.threads(FfmpegPrograms.find(), threads)
                  : elsewhere,
              (done, all, secondsLeft) -> progress.update("preparing", done, all, secondsLeft));
      if (report.earlier() > 0) {
        progress.line(report.earlier() + " of " + files.size() + " files were there already");
      }
    }
    refused.addAll(report.leftOut());
    double seconds = timer.seconds();
    ReadBack readBack = ReadBack.of(out, threads);
    json.write(
        new Result(
            out.toString(),
            keep.toString(),
            report.videos(),
            refused,
            report.bytes(),
            seconds,
            readBack));
    print(report, seconds, readBack);
    return 0;
  }

  /** Returns the files of the list; what an index knows of them is not probed again. */
  private List<ShardPreparation.Source> files(MediaList list, int threads, ProgressOutput progress)
      throws IOException {
    if (list.shards().isPresent()) {
      throw new IllegalArgumentException("--data " + data + " is shards already; give the videos");
    }
    SegmentRule rule = segments.rule();
    boolean whole = rule == null && list.items().stream().allMatch(item -> item.segment() == null);
    if (whole && list.index().isEmpty()) {
      return list.items().stream().map(item -> source(item, item.id(), null)).toList();
    }
    // Any length will do, and any number of refusals: they are reported with all others.
    IndexRules rules = new IndexRules(ClipSpec.paper(), null, modality.required(), 1, rule);
    MediaIndex index =
        list.index().isPresent()
            ? MediaIndex.load(list.index().get(), list.parts(), rules, threads)
            : MediaIndex.scan(
                new MediaProbe(FfmpegPrograms.find()),
                list.parts(),
                rules,
                threads,
                (done, all, left) -> progress.update("looking at the files", done, all, left));
    return whole ? wholes(list, index) : segments(list, index);
  }

  private static List<ShardPreparation.Source> wholes(MediaList list, MediaIndex index) {
    @Nullable MediaInfo[] known = new MediaInfo[list.size()];
    for (int i = 0; i < index.files().size(); i++) {
      known[index.positions().get(i)] = index.files().get(i);
    }
    List<ShardPreparation.Source> files = new ArrayList<>();
    for (int i = 0; i < known.length; i++) {
      MediaList.Item item = list.items().get(i);
      files.add(source(item, item.id(), known[i]));
    }
    return files;
  }

  private List<ShardPreparation.Source> segments(MediaList list, MediaIndex index) {
    for (MediaIndex.LeftOut left : index.refusals()) {
      String id = list.items().get(left.position()).id();
      String reason = left.refusal().detail();
      refused.add(new ShardPreparation.LeftOut(id, left.path().toString(), reason));
    }
    List<ShardPreparation.Source> files = new ArrayList<>();
    for (int i = 0; i < index.files().size(); i++) {
      MediaList.Item item = list.items().get(index.positions().get(i));
      files.add(source(item, list.id(index, i), index.files().get(i)));
    }
    return files;
  }

  private static ShardPreparation.Source source(
      MediaList.Item item, String id, @Nullable MediaInfo media) {
    return new ShardPreparation.Source(id, item.path(), item.label(), item.tags(), media);
  }

  private void print(ShardPreparation.Report report, double seconds, ReadBack readBack) {
    PrintWriter results = spec.commandLine().getOut();
    refused.stream()
        .limit(NAMED)
        .forEach(file -> results.println("left out: " + file.path() + ": " + file.reason()));
    if (refused.size() > NAMED) {
      results.printf(
          "left out: %s more; --json FILE names all%n", Count.of(refused.size() - NAMED, "file"));
    }
    results.printf(
        Locale.ROOT,
        "%s: %s %s, %.1f MB in all, %.1f KB a video, %s left out, in %s%n",
        out,
        Count.of(report.videos(), "video"),
        keep,
        report.bytes() / 1e6,
        report.bytes() / 1e3 / report.videos(),
        Count.of(refused.size(), "file"),
        Durations.text(seconds));
    results.println("read back: " + readBack);
    results.flush();
  }
}
