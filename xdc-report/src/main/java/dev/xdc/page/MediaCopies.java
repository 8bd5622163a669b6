package dev.xdc.page;

import dev.xdc.data.media.BrowserClips;
import dev.xdc.data.media.FfmpegPrograms;
import dev.xdc.data.media.MediaException;
import dev.xdc.data.media.MediaInfo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Small copies of what a page shows and browsers cannot play. */
final class MediaCopies {
  private static final Logger LOGGER = LoggerFactory.getLogger(MediaCopies.class);

  /** Length of a copy, at most. */
  static final double SECONDS = 10;

  private final List<MediaInfo> media;
  private final BrowserClips clips;
  private final AtomicInteger failed = new AtomicInteger();

  MediaCopies(List<MediaInfo> media, FfmpegPrograms programs) {
    this.media = media;
    this.clips = new BrowserClips(programs);
  }

  /**
   * Writes a copy for each tile that needs one: the ten seconds around its middle.
   *
   * @param folder where to; exists
   * @param done receives how many tiles are looked at, from one thread at a time
   * @return the name of each tile's copy; empty where the file itself plays, or no copy could be
   *     made; the log says how many and names the first
   */
  List<String> write(List<ShownMembers.Tile> tiles, Path folder, IntConsumer done)
      throws IOException {
    AtomicInteger looked = new AtomicInteger();
    failed.set(0);
    try {
      List<String> copies = names(tiles, folder, done, looked);
      if (failed.get() > 0) {
        LOGGER.warn("{} of {} members have no copy", failed, tiles.size());
      }
      return copies;
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private List<String> names(
      List<ShownMembers.Tile> tiles, Path folder, IntConsumer done, AtomicInteger looked) {
    return IntStream.range(0, tiles.size())
        .parallel()
        .mapToObj(
            i -> {
              String name = copy(tiles.get(i), folder.resolve(Integer.toString(i)));
              synchronized (looked) {
                done.accept(looked.incrementAndGet());
              }
              return name;
            })
        .toList();
  }

  private String copy(ShownMembers.Tile tile, Path stem) {
    MediaInfo file = media.get(tile.video());
    if (BrowserClips.isPlayable(file)) {
      return "";
    }
    double seconds = Math.min(SECONDS, file.durationSeconds());
    double start = tile.middle() * file.durationSeconds() - seconds / 2;
    double latest = file.durationSeconds() - seconds;
    try {
      Path copy = clips.write(file, Math.max(0, Math.min(start, latest)), seconds, stem);
      return String.valueOf(copy.getFileName());
    } catch (MediaException e) {
      if (failed.getAndIncrement() == 0) {
        LOGGER.warn("no copy: {}", e.getMessage());
      }
      return "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
