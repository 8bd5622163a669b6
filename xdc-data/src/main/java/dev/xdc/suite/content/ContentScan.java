package dev.xdc.suite.content;

import dev.xdc.clip.ClipBatch;
import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.ClipReader;
import dev.xdc.clip.ClipRequest;
import dev.xdc.clip.Modality;
import dev.xdc.suite.run.TaskTimer;
import dev.xdc.suite.run.WorkMonitor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads some clips of every video once and finds what is silent, still or there before: three clips
 * spaced uniformly, picture and sound, cut as the data set says. Everything is compared to the bit.
 */
public final class ContentScan {
  private static final int CLIPS = 3;
  private static final int BATCH = 12;

  private final ClipDataset videos;
  private final Map<ByteBuffer, String> known = new HashMap<>();
  private final List<String> silent = new ArrayList<>();
  private final List<String> still = new ArrayList<>();
  private final Map<String, String> duplicates = new LinkedHashMap<>();
  private int read;
  private int video = -1;
  private @Nullable ItemContent item;

  private ContentScan(ClipDataset videos) {
    this.videos = videos;
  }

  /**
   * Reads {@code videos}, which must give both modalities.
   *
   * @param monitor is told how many clips are read
   * @throws IOException if too many clips cannot be read
   */
  public static SetContent of(ClipDataset videos, WorkMonitor monitor) throws IOException {
    return new ContentScan(videos).run(monitor);
  }

  private SetContent run(WorkMonitor monitor) throws IOException {
    List<ClipRequest> requests = new ArrayList<>(CLIPS * videos.size());
    for (int i = 0; i < videos.size(); i++) {
      requests.addAll(ClipRequest.uniform(i, CLIPS));
    }
    TaskTimer timer = new TaskTimer();
    try (ClipReader reader = videos.read(Set.of(Modality.values()), requests, BATCH)) {
      for (ClipBatch batch = reader.next(); batch != null; batch = reader.next()) {
        for (int row = 0; row < batch.size(); row++) {
          itemOf(batch.clips().get(row).index()).add(batch, row, videos.spec().frames());
        }
        int[] positions = batch.positions();
        int done = positions[positions.length - 1] + 1;
        monitor.update("content", done, requests.size(), timer.secondsLeft(done, requests.size()));
      }
    }
    finish();
    return new SetContent(
        videos.fingerprint(),
        videos.spec().toString(),
        videos.size(),
        videos.size() - read,
        silent,
        still,
        duplicates);
  }

  private ItemContent itemOf(int next) {
    if (item == null || next != video) {
      finish();
      item = new ItemContent();
      video = next;
    }
    return item;
  }

  /** Notes what the video read last holds, if all its clips could be read. */
  private void finish() {
    if (item == null || item.clips() < CLIPS) {
      return;
    }
    read++;
    String id = videos.id(video);
    if (item.isSilent()) {
      silent.add(id);
    }
    if (item.isStill()) {
      still.add(id);
    }
    if (!item.isSilent() || !item.isStill()) {
      String before = known.putIfAbsent(item.hash(), id);
      if (before != null) {
        duplicates.put(id, before);
      }
    }
  }
}
