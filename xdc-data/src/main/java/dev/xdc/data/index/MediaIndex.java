package dev.xdc.data.index;

import dev.xdc.data.media.MediaInfo;
import dev.xdc.data.media.MediaProbe;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is known of all files once they are open for use: what the usable ones hold, and why the
 * others are refused. Refused files are dropped here, once and for all, so that no later stage
 * meets them.
 *
 * @param files the usable ones, in the order given
 * @param positions where each of them stood in the list
 * @param refusals the others
 */
public record MediaIndex(List<MediaInfo> files, List<Integer> positions, List<LeftOut> refusals) {

  private static final Logger LOGGER = LoggerFactory.getLogger(MediaIndex.class);

  /** Refusals named in the log; of further ones the number is. */
  private static final int NAMED = 20;

  /**
   * A file that cannot be used.
   *
   * @param position where it stood in the list
   * @param path the file
   * @param refusal why
   */
  public record LeftOut(int position, Path path, Refusal refusal) {

    /** Returns file and reason on one line. */
    public String reason() {
      return path + ": " + refusal;
    }
  }

  /** Makes the lists unmodifiable. */
  public MediaIndex {
    files = List.copyOf(files);
    positions = List.copyOf(positions);
    refusals = List.copyOf(refusals);
  }

  /**
   * Probes every file once.
   *
   * @param threads that probe side by side, at least 1
   * @throws IOException if {@code ffprobe} cannot be started, no file is usable, or more are
   *     refused than the rules allow
   * @throws InterruptedIOException if this thread is interrupted; its interrupt status stays set
   */
  public static MediaIndex scan(MediaProbe probe, List<Path> paths, IndexRules rules, int threads)
      throws IOException {
    Collector collector = new Collector(paths, rules);
    OrderedWork.run(
        paths.size(), threads, i -> Finding.of(probe::probe, paths.get(i)), collector::add);
    return collector.finish();
  }

  /**
   * Takes what an index on disk knows of {@code paths}, without opening any of them.
   *
   * @param file the index
   * @param threads that look side by side whether the files are still the same, at least 1
   * @throws IOException if the index cannot be read or lacks one of the files, if a file it lists
   *     as usable is gone or has another size than when it was read, if no file is usable, or more
   *     are refused than the rules allow
   * @throws InterruptedIOException if this thread is interrupted; its interrupt status stays set
   */
  public static MediaIndex load(Path file, List<Path> paths, IndexRules rules, int threads)
      throws IOException {
    Collector collector = new Collector(paths, rules);
    for (IndexRow row : KnownFiles.read(file, paths, threads)) {
      collector.add(collector.seen, new Finding(row.media(), row.refusal()));
    }
    return collector.finish();
  }

  /**
   * Makes an index of files that are known already.
   *
   * @param paths what to call each of them in messages
   * @param media what each of them holds
   * @throws IOException if no file is usable, or more are refused than the rules allow
   */
  public static MediaIndex of(List<Path> paths, List<MediaInfo> media, IndexRules rules)
      throws IOException {
    Collector collector = new Collector(paths, rules);
    for (int i = 0; i < media.size(); i++) {
      collector.add(i, new Finding(media.get(i), null));
    }
    return collector.finish();
  }

  /**
   * Returns this index with some of the usable files only; the refused ones stay.
   *
   * @param chosen numbers of usable files, ascending
   */
  public MediaIndex only(int[] chosen) {
    return new MediaIndex(
        Arrays.stream(chosen).mapToObj(files::get).toList(),
        Arrays.stream(chosen).mapToObj(positions::get).toList(),
        refusals);
  }

  /** Sorts findings, in the order of the list, into usable files and refused ones. */
  private static final class Collector {

    private final List<Path> paths;
    private final IndexRules rules;
    private final List<MediaInfo> files = new ArrayList<>();
    private final List<Integer> positions = new ArrayList<>();
    private final List<LeftOut> refusals = new ArrayList<>();
    private int seen;

    Collector(List<Path> paths, IndexRules rules) {
      this.paths = paths;
      this.rules = rules;
    }

    void add(int position, Finding finding) {
      seen++;
      @Nullable Refusal refusal = finding.refusal();
      if (refusal == null) {
        refusal = rules.refusal(Objects.requireNonNull(finding.media()));
      }
      if (refusal == null) {
        files.add(Objects.requireNonNull(finding.media()));
        positions.add(position);
      } else {
        refusals.add(new LeftOut(position, paths.get(position), refusal));
      }
    }

    MediaIndex finish() throws IOException {
      MediaIndex index = new MediaIndex(files, positions, refusals);
      index.logRefusals();
      index.check(rules);
      return index;
    }
  }

  private void logRefusals() {
    if (refusals.isEmpty()) {
      return;
    }
    refusals.stream().limit(NAMED).forEach(r -> LOGGER.warn("left out: {}", r.reason()));
    if (refusals.size() > NAMED) {
      LOGGER.warn("left out: {} files more", refusals.size() - NAMED);
    }
    LOGGER.warn("{} of {} media files left out", refusals.size(), files.size() + refusals.size());
  }

  private void check(IndexRules rules) throws IOException {
    int all = files.size() + refusals.size();
    if (all == 0) {
      throw new IOException("there are no media files to read");
    }
    if (files.isEmpty()) {
      throw new IOException(
          "none of "
              + all
              + " media files can be used; the first is left out because of "
              + refusals.get(0).reason()
              + "; check the files, or ask for picture or sound only");
    }
    if (refusals.size() > rules.maxRefusedShare() * all) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%d of %d media files cannot be used, more than the allowed share of %.2f; the first: %s;"
                  + " repair the list, or allow a larger share",
              refusals.size(),
              all,
              rules.maxRefusedShare(),
              refusals.get(0).reason()));
    }
  }

  @Override
  public String toString() {
    return "MediaIndex[" + files.size() + " files, " + refusals.size() + " refused]";
  }
}
