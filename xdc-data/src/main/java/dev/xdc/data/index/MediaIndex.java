package dev.xdc.data.index;

import dev.xdc.data.media.MediaInfo;
import dev.xdc.data.media.MediaProbe;
import dev.xdc.data.media.RefusalKind;
import dev.xdc.data.media.Segment;
import dev.xdc.internal.OrderedWork;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is known of all files once they are open for use: what the usable ones hold, and why the
 * others are refused. Refused files are dropped here, once and for all, so that no later stage
 * meets them.
 *
 * @param files the usable ones, in the order given; segments, where files are cut into them
 * @param positions where each of them stood in the list; the same for all segments of one file
 * @param segments which part each of them is of what the list names, if the rules cut that
 * @param refusals the others
 */
public record MediaIndex(
    List<MediaInfo> files,
    List<Integer> positions,
    List<Optional<Segment>> segments,
    List<LeftOut> refusals) {

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
    segments = List.copyOf(segments);
    refusals = List.copyOf(refusals);
  }

  /** Probes as {@link #scan(MediaProbe, List, IndexRules, int, ScanProgress)} does, unwatched. */
  public static MediaIndex scan(
      MediaProbe probe, List<MediaPart> parts, IndexRules rules, int threads) throws IOException {
    return scan(probe, parts, rules, threads, (done, planned, left) -> {});
  }

  /**
   * Probes every file once, however many segments of it are listed.
   *
   * @param threads that probe side by side, at least 1
   * @param progress is called after every file
   * @throws IOException if {@code ffprobe} cannot be started, no file is usable, or more are
   *     refused than the rules allow
   * @throws InterruptedIOException if this thread is interrupted; its interrupt status stays set
   */
  public static MediaIndex scan(
      MediaProbe probe, List<MediaPart> parts, IndexRules rules, int threads, ScanProgress progress)
      throws IOException {
    List<Path> paths = paths(parts);
    Map<Path, Finding> findings = new HashMap<>();
    long[] first = new long[1];
    OrderedWork.run(
        paths.size(),
        threads,
        i -> Finding.of(probe::probe, paths.get(i)),
        (i, finding) -> {
          findings.put(paths.get(i), finding);
          int done = i + 1;
          if (i == 0) {
            first[0] = System.nanoTime(); // what reads files has started by then
          }
          double seconds = (System.nanoTime() - first[0]) * 1e-9;
          double left = i == 0 ? Double.NaN : seconds / i * (paths.size() - done);
          progress.update(done, paths.size(), left);
        });
    return of(parts, part -> Objects.requireNonNull(findings.get(part.path())), rules);
  }

  private static List<Path> paths(List<MediaPart> parts) {
    return parts.stream().map(MediaPart::path).distinct().toList();
  }

  /**
   * Takes what an index on disk knows of the files of {@code parts}, without opening any of them.
   *
   * @param file the index
   * @param threads that look side by side whether the files are still the same, at least 1
   * @throws IOException if the index cannot be read or lacks one of the files, if a file it lists
   *     as usable is gone or has another size than when it was read, if no file is usable, or more
   *     are refused than the rules allow
   * @throws InterruptedIOException if this thread is interrupted; its interrupt status stays set
   */
  public static MediaIndex load(Path file, List<MediaPart> parts, IndexRules rules, int threads)
      throws IOException {
    List<Path> paths = paths(parts);
    List<IndexRow> rows = KnownFiles.read(file, paths, threads);
    Map<Path, Finding> findings = new HashMap<>();
    for (int i = 0; i < rows.size(); i++) {
      findings.put(paths.get(i), new Finding(rows.get(i).media(), rows.get(i).refusal()));
    }
    return of(parts, part -> Objects.requireNonNull(findings.get(part.path())), rules);
  }

  /**
   * Makes an index of media that are known already.
   *
   * @param parts what to call each of them in messages; segments of them
   * @param media what each of them holds
   * @throws IOException if no file is usable, or more are refused than the rules allow
   */
  public static MediaIndex of(List<MediaPart> parts, List<MediaInfo> media, IndexRules rules)
      throws IOException {
    Iterator<MediaInfo> next = media.iterator();
    return of(parts, part -> new Finding(next.next(), null), rules);
  }

  private static MediaIndex of(
      List<MediaPart> parts, Function<MediaPart, Finding> findings, IndexRules rules)
      throws IOException {
    Collector collector = new Collector(rules);
    for (int i = 0; i < parts.size(); i++) {
      collector.add(i, parts.get(i), findings.apply(parts.get(i)));
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
        Arrays.stream(chosen).mapToObj(segments::get).toList(),
        refusals);
  }

  /** Sorts findings, in the order of the list, into usable files and refused ones. */
  private static final class Collector {

    private final IndexRules rules;
    private final List<MediaInfo> files = new ArrayList<>();
    private final List<Integer> positions = new ArrayList<>();
    private final List<Optional<Segment>> segments = new ArrayList<>();
    private final List<LeftOut> refusals = new ArrayList<>();
    private final Set<Path> cutFiles = new HashSet<>();

    Collector(IndexRules rules) {
      this.rules = rules;
    }

    void add(int position, MediaPart part, Finding finding) {
      if (finding.refusal() != null) {
        refusals.add(new LeftOut(position, part.path(), finding.refusal()));
        return;
      }
      MediaInfo media = Objects.requireNonNull(finding.media());
      if (part.isCut(media) && !cutFiles.add(part.path())) {
        refuse(position, part, "is no longer than a clip, and taken for another one");
        return;
      }
      try {
        media = part.of(media);
      } catch (IllegalArgumentException e) {
        refuse(position, part, String.valueOf(e.getMessage()));
        return;
      }
      List<Segment> cut = rules.cut(media);
      if (cut.isEmpty()) {
        add(position, media, null);
      }
      for (Segment segment : cut) {
        add(position, media.within(segment), segment);
      }
    }

    private void refuse(int position, MediaPart part, String detail) {
      Refusal refusal = new Refusal(RefusalKind.NO_SUCH_SEGMENT, detail);
      refusals.add(new LeftOut(position, part.path(), refusal));
    }

    private void add(int position, MediaInfo media, @Nullable Segment segment) {
      Refusal refusal = rules.refusal(media);
      if (refusal == null) {
        files.add(media);
        positions.add(position);
        segments.add(Optional.ofNullable(segment));
      } else {
        refusals.add(new LeftOut(position, media.path(), refusal));
      }
    }

    MediaIndex finish() throws IOException {
      MediaIndex index = new MediaIndex(files, positions, segments, refusals);
      index.logRefusals();
      index.check(rules);
      return index;
    }
  }

  /** Returns how many entries of the list there were, whatever they were cut into. */
  public int listed() {
    return (int)
        IntStream.concat(
                positions.stream().mapToInt(Integer::intValue),
                refusals.stream().mapToInt(LeftOut::position))
            .distinct()
            .count();
  }

  /** Returns how many entries of the list are left out, in whole or in part. */
  public int leftOut() {
    return (int) refusals.stream().mapToInt(LeftOut::position).distinct().count();
  }

  private void logRefusals() {
    if (refusals.isEmpty()) {
      return;
    }
    refusals.stream().limit(NAMED).forEach(r -> LOGGER.warn("left out: {}", r.reason()));
    if (refusals.size() > NAMED) {
      LOGGER.warn("left out: {} files more", refusals.size() - NAMED);
    }
    LOGGER.warn("{} of {} media files left out", leftOut(), listed());
  }

  private void check(IndexRules rules) throws IOException {
    int all = listed();
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
    if (leftOut() > rules.maxRefusedShare() * all) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%d of %d media files cannot be used, more than the allowed share of %.2f; the first: %s;"
                  + " repair the list, or allow a larger share",
              leftOut(),
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
