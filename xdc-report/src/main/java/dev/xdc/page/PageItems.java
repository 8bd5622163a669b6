package dev.xdc.page;

import dev.xdc.clip.Labels;
import dev.xdc.data.index.MediaIndex;
import dev.xdc.data.media.MediaInfo;
import dev.xdc.data.reader.MediaDataset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** What a page says of the videos. */
final class PageItems {
  private static final int NAMED_FILES = 20;

  private PageItems() {}

  /** Returns the videos, with links from a page in {@code out}. */
  static PageData.Items of(MediaDataset videos, Path out) {
    List<MediaInfo> media = videos.index().files();
    float[] seconds = new float[media.size()];
    float[] start = new float[media.size()];
    boolean segments = false;
    for (int i = 0; i < seconds.length; i++) {
      seconds[i] = hundredth(media.get(i).durationSeconds());
      start[i] = hundredth(media.get(i).startSeconds());
      segments |= media.get(i).part() != null;
    }
    Optional<Labels> labels = videos.labels();
    List<String> ids = IntStream.range(0, videos.size()).mapToObj(videos::id).toList();
    return new PageData.Items(
        ids,
        MediaLinks.of(media, out).without(ids),
        segments ? start : null,
        seconds,
        labels.map(Labels::classes).orElse(null),
        labels.map(Labels::names).orElse(List.of()));
  }

  private static float hundredth(double seconds) {
    return Math.round(seconds * 100) / 100f;
  }

  /** Returns why files were left out. */
  static List<PageData.Refused> refused(MediaIndex index) {
    Map<String, List<String>> byReason = new TreeMap<>();
    for (MediaIndex.LeftOut one : index.refusals()) {
      byReason
          .computeIfAbsent(one.refusal().kind().toString(), kind -> new ArrayList<>())
          .add(one.reason());
    }
    return byReason.entrySet().stream()
        .map(
            e ->
                new PageData.Refused(
                    e.getKey(),
                    e.getValue().size(),
                    List.copyOf(
                        e.getValue().subList(0, Math.min(NAMED_FILES, e.getValue().size())))))
        .toList();
  }
}
