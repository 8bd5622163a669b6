package dev.xdc.data.index;

import dev.xdc.data.media.MediaInfo;
import dev.xdc.data.media.MediaProbe;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The result of one scan over all files: what the usable ones hold, and why the others are refused.
 * Refused files are dropped here, once and for all, so that no later stage meets them.
 *
 * @param files the usable ones, in the order given
 * @param positions where each of them stood in the list that was scanned
 * @param refusals the others
 */
public record MediaIndex(List<MediaInfo> files, List<Integer> positions, List<Refusal> refusals) {

  private static final Logger LOGGER = LoggerFactory.getLogger(MediaIndex.class);

  /** Refusals named in the log; of further ones the number is. */
  private static final int NAMED = 20;

  /**
   * A file that cannot be used.
   *
   * @param position where it stood in the list that was scanned
   * @param path the file
   * @param reason one line
   */
  public record Refusal(int position, Path path, String reason) {}

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
   * @throws IOException if no file is usable, or more are refused than the rules allow
   * @throws InterruptedIOException if this thread is interrupted; its interrupt status stays set
   */
  public static MediaIndex scan(MediaProbe probe, List<Path> paths, IndexRules rules, int threads)
      throws IOException {
    List<MediaInfo> files = new ArrayList<>();
    List<Integer> positions = new ArrayList<>();
    List<Refusal> refusals = new ArrayList<>();
    List<Finding> findings = probeAll(probe, paths, rules, threads);
    for (int i = 0; i < paths.size(); i++) {
      if (findings.get(i) instanceof Usable usable) {
        files.add(usable.file());
        positions.add(i);
      } else if (findings.get(i) instanceof Refused refused) {
        refusals.add(new Refusal(i, paths.get(i), refused.reason()));
      }
    }
    MediaIndex index = new MediaIndex(files, positions, refusals);
    index.logRefusals();
    index.check(rules);
    return index;
  }

  /** What a probe found: closed, so that a file is either usable or refused. */
  private sealed interface Finding permits Usable, Refused {}

  private record Usable(MediaInfo file) implements Finding {}

  private record Refused(String reason) implements Finding {}

  private static List<Finding> probeAll(
      MediaProbe probe, List<Path> paths, IndexRules rules, int threads) throws IOException {
    ExecutorService pool =
        Executors.newFixedThreadPool(
            threads,
            work -> {
              Thread thread = new Thread(work, "xdc-probe");
              thread.setDaemon(true);
              return thread;
            });
    try {
      List<Future<Finding>> futures = new ArrayList<>(paths.size());
      for (Path path : paths) {
        futures.add(pool.submit(() -> find(probe, path, rules)));
      }
      List<Finding> findings = new ArrayList<>(paths.size());
      for (Future<Finding> future : futures) {
        findings.add(future.get());
      }
      return findings;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("the scan of " + paths.size() + " files was interrupted");
    } catch (ExecutionException e) {
      throw new IOException("the scan failed: " + e.getCause(), e);
    } finally {
      pool.shutdownNow();
    }
  }

  private static Finding find(MediaProbe probe, Path path, IndexRules rules)
      throws InterruptedIOException {
    try {
      MediaInfo file = probe.probe(path);
      String refusal = rules.refusal(file);
      return refusal == null ? new Usable(file) : new Refused(path + ": " + refusal);
    } catch (InterruptedIOException e) {
      throw e;
    } catch (IOException e) {
      return new Refused(String.valueOf(e.getMessage()));
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
