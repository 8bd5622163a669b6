package dev.xdc.data.reader;

import dev.xdc.clip.ClipSpec;
import dev.xdc.data.media.FileNames;
import dev.xdc.data.media.MediaInfo;
import dev.xdc.internal.Count;
import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the log says of a {@link MediaDataset} that was opened. */
final class SetLog {
  private static final Logger LOGGER = LoggerFactory.getLogger(MediaDataset.class);

  /** Seconds of a video that is taken for one of many scenes. */
  private static final int LONG_SECONDS = 60;

  private SetLog() {}

  /**
   * Logs how many videos there are.
   *
   * @param kind such as {@code " in raw shards"}
   * @param need bytes of all when decoded
   * @param budget bytes they may take
   */
  static void size(int videos, String kind, long need, long budget) {
    LOGGER.info(
        "{}{}; decoded {} MB, {} the budget of {} MB",
        Count.of(videos, "video"),
        kind,
        need >> 20,
        need <= budget ? "within" : "more than",
        budget >> 20);
  }

  /** Warns of files that are long for a single item. */
  static void longFiles(List<MediaInfo> files) {
    MediaInfo longest =
        files.stream().max(Comparator.comparingDouble(MediaInfo::durationSeconds)).orElse(null);
    if (longest != null && longest.durationSeconds() > LONG_SECONDS) {
      LOGGER.warn(
          "{} of {} videos are longer than {} s, the longest {} s ({}), and each is one item:"
              + " segments of 10 s (optSegments) cut them",
          files.stream().filter(file -> file.durationSeconds() > LONG_SECONDS).count(),
          files.size(),
          LONG_SECONDS,
          Math.round(longest.durationSeconds()),
          FileNames.text(longest.path()));
    }
  }

  /** Logs how many videos are shorter than a clip, if there are any. */
  static void shortVideos(int found, int videos, ClipSpec spec) {
    if (found > 0) {
      LOGGER.info(
          "{} of {} videos shorter than a clip of {} frames: {}",
          found,
          videos,
          spec.frames(),
          spec.shortVideo().inWords());
    }
  }
}
