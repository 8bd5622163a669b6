package dev.xdc.cli.option;

import dev.xdc.cli.output.ProgressOutput;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import dev.xdc.clip.RandomSubset;
import dev.xdc.data.index.SegmentRule;
import dev.xdc.data.reader.MediaDataset;
import dev.xdc.data.reader.MediaList;
import dev.xdc.suite.run.TrainTestSets;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How media files are read. */
public final class DataOptions {

  @Mixin private SegmentOptions segments = new SegmentOptions();

  @Option(
      names = "--cache-mb",
      paramLabel = "MB",
      description =
          "Memory for decoded videos, kept if all of a set fit; a quarter of the heap by default.")
  private @Nullable Integer cacheMegabytes;

  @Option(
      names = "--decode-threads",
      paramLabel = "N",
      description = "Threads that decode; the number of cores by default.")
  private @Nullable Integer decodeThreads;

  @Option(
      names = "--index",
      paramLabel = "FILE",
      description = "An index of all files, made by xdc index, so that none is probed again.")
  private @Nullable Path index;

  @Option(
      names = "--clips-per-process",
      paramLabel = "N",
      description = "Clips that a decoding process gets at once; 8 by default.")
  private @Nullable Integer clipsPerProcess;

  @Option(
      names = "--max-failures",
      paramLabel = "SHARE",
      description =
          "Share of files and clips that may fail before the run stops, 0 to 1; 0.5 by default.")
  private @Nullable Double maxFailureShare;

  private @Nullable SegmentRule usualSegments;

  /** Nothing is given yet. */
  public DataOptions() {}

  /** Returns how files are cut, or null if they stay whole. */
  public @Nullable SegmentRule segments() {
    SegmentRule given = segments.rule();
    return given == null ? usualSegments : given;
  }

  /** Sets how files are cut unless that is given: as in the run that is continued or looked at. */
  public void defaultSegments(@Nullable SegmentRule rule) {
    usualSegments = rule;
  }

  /**
   * Opens the files of a CSV file or folder, or some of them, for pretraining.
   *
   * @param longEnoughFor clips that a video must be long enough for; null if none is left out
   * @param subset which files; null for all
   */
  public MediaDataset open(
      Path source, ClipSpec spec, @Nullable ClipSpec longEnoughFor, @Nullable RandomSubset subset)
      throws IOException {
    return open(MediaList.of(source), spec, Set.of(Modality.values()), longEnoughFor, subset);
  }

  /**
   * Opens two labelled sets; both sources are read before any file is opened.
   *
   * @throws IllegalArgumentException if one has no labels, or the test set has a class of its own
   */
  public TrainTestSets open(Path train, Path test, ClipSpec spec, Set<Modality> modalities)
      throws IOException {
    MediaList known = labelled(train, "--train");
    MediaList truth = labelled(test, "--test").withClasses(known.classes());
    MediaDataset first = open(known, spec, modalities);
    try {
      return new TrainTestSets(first, open(truth, spec, modalities));
    } catch (IOException | RuntimeException e) {
      first.close();
      throw e;
    }
  }

  private static MediaList labelled(Path source, String option) throws IOException {
    MediaList list = MediaList.of(source);
    if (!list.isLabelled()) {
      throw new IllegalArgumentException(
          option
              + " "
              + source
              + " has no labels; give a CSV file with the columns path,label or a folder with a folder for each class");
    }
    return list;
  }

  /**
   * Opens the files that clips of {@code first} can be cut from, as {@link #open(MediaList,
   * ClipSpec, Set)} does, for clips of {@code spec}.
   */
  MediaDataset openFor(ClipSpec first, Path source, ClipSpec spec, @Nullable RandomSubset subset)
      throws IOException {
    return open(MediaList.of(source), spec, Set.of(Modality.values()), first, subset);
  }

  /**
   * Returns the files of a list, each with a label or with tags.
   *
   * @throws IllegalArgumentException if it has neither
   */
  static MediaList supervising(Path source, String option) throws IOException {
    MediaList list = MediaList.of(source);
    if (!list.isLabelled() && !list.isTagged()) {
      throw new IllegalArgumentException(
          option
              + " "
              + source
              + " has no labels, which --method supervised needs; give a CSV file with the columns path,label or path,tags,"
              + " or a folder with a folder for each class");
    }
    return list;
  }

  /** Opens the files of a list; none is left out for being short. */
  public MediaDataset open(MediaList list, ClipSpec spec, Set<Modality> modalities)
      throws IOException {
    return open(list, spec, modalities, null, null);
  }

  private MediaDataset open(
      MediaList list,
      ClipSpec spec,
      Set<Modality> modalities,
      @Nullable ClipSpec longEnoughFor,
      @Nullable RandomSubset subset)
      throws IOException {
    MediaDataset.Builder builder =
        MediaDataset.builder().setFiles(list).setSpec(spec).optRequire(modalities);
    if (longEnoughFor != null) {
      builder.optLeaveOutShorterThan(longEnoughFor);
    }
    if (subset != null) {
      builder.optSubset(subset);
    }
    SegmentRule rule = segments();
    if (rule != null) {
      builder.optSegments(rule);
    }
    if (cacheMegabytes != null) {
      builder.optCacheBytes((long) cacheMegabytes << 20);
    }
    if (decodeThreads != null) {
      builder.optDecodeThreads(decodeThreads);
    }
    if (index != null) {
      builder.optIndex(index);
    }
    if (clipsPerProcess != null) {
      builder.optClipsPerProcess(clipsPerProcess);
    }
    if (maxFailureShare != null) {
      builder.optMaxFailureShare(maxFailureShare);
    }
    PrintWriter err = new PrintWriter(System.err, true, Charset.defaultCharset());
    try (ProgressOutput progress = ProgressOutput.to(err)) {
      String task = "looking at the files";
      progress.update(task, 0, list.size(), Double.NaN);
      builder.optProgress((done, all, left) -> progress.update(task, done, all, left));
      return builder.build();
    }
  }
}
