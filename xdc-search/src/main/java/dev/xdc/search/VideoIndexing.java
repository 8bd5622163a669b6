package dev.xdc.search;

import dev.xdc.clip.ClipRequest;
import dev.xdc.clip.Labels;
import dev.xdc.clip.Modality;
import dev.xdc.data.index.FileStamp;
import dev.xdc.data.media.MediaInfo;
import dev.xdc.data.reader.MediaDataset;
import dev.xdc.data.reader.MediaList;
import dev.xdc.encoder.Encoder;
import dev.xdc.eval.ClipFeatures;
import dev.xdc.suite.run.TaskTimer;
import dev.xdc.suite.run.WorkMonitor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Embeds videos into an index: those that are not in it yet, whose file has changed, or that lack a
 * feature. It commits after every {@value #BLOCK} videos, so one that is stopped is resumed by
 * doing it again.
 *
 * <p>A file is the same as before if its size and time of change are. What its older version left
 * in the index is removed when the new one is put.
 */
public final class VideoIndexing {

  /** Videos between two commits. */
  static final int BLOCK = 32;

  /** Clips per pass through an encoder; does not change the features. */
  private static final int BATCH = 32;

  private final SearchIndex index;
  private final List<Encoder> encoders;
  private final int clips;
  private final WorkMonitor monitor;

  /**
   * Prepares to fill an index, which stays the caller's, as do the encoders.
   *
   * @param encoders those of the index's model, or one of them; at least one
   * @param clips uniformly spaced clips of a video whose mean feature is kept, at least 1
   * @param monitor sees the progress
   */
  public VideoIndexing(SearchIndex index, List<Encoder> encoders, int clips, WorkMonitor monitor) {
    if (encoders.isEmpty() || clips < 1) {
      throw new IllegalArgumentException(
          encoders.size() + " encoders and " + clips + " clips, must be at least 1");
    }
    this.index = index;
    this.encoders = List.copyOf(encoders);
    this.clips = clips;
    this.monitor = monitor;
  }

  /** Opens the videos that are left to do. */
  @FunctionalInterface
  public interface Opener {
    /**
     * Opens a list for clips of the model, for the caller to close.
     *
     * @param list some of the videos
     * @param required what every file must hold
     */
    MediaDataset open(MediaList list, Set<Modality> required) throws IOException;
  }

  /**
   * What was done.
   *
   * @param added videos that are new in the index
   * @param updated videos that were in it and were embedded again, or got a feature more
   * @param unchanged videos that were in it already
   * @param unreadable videos that are usable by their description, but of which no clip could be
   *     read
   */
  public record Report(int added, int updated, int unchanged, int unreadable) {}

  /**
   * Embeds what is missing.
   *
   * @param list the videos; those that cannot be used are left out by {@code opener}
   * @param cut whether {@code opener} cuts files into segments, whose ids are not those of the
   *     list: then all files are opened to see which segments are missing
   * @throws IOException if too many videos cannot be read, an id is in use for another file, or the
   *     index cannot be written
   */
  public Report add(MediaList list, boolean cut, Opener opener) throws IOException {
    Work work = new Work();
    index.refresh();
    List<MediaList.Item> left = new ArrayList<>();
    for (MediaList.Item item : list.items()) {
      if (cut || work.isNeeded(item.id(), item.path())) {
        left.add(item);
      } else {
        work.unchanged++;
      }
    }
    if (!left.isEmpty()) {
      // Shards are one whole.
      boolean whole = list.shards().isPresent() || left.size() == list.size();
      work.unchanged = whole ? 0 : work.unchanged;
      MediaList rest = whole ? list : MediaList.of(list.toString(), left, list.classes());
      try (MediaDataset videos = opener.open(rest, required())) {
        work.embed(videos);
      }
    }
    index.commit();
    return new Report(work.added, work.updated, work.unchanged, work.unreadable);
  }

  private Set<Modality> required() {
    return encoders.stream().map(Encoder::modality).collect(Collectors.toSet());
  }

  private static String name(Path file) {
    return file.toAbsolutePath().normalize().toString();
  }

  private static String stamp(Path file) {
    FileStamp stamp = FileStamp.of(file);
    return stamp == null ? "" : stamp.bytes() + " " + stamp.modified();
  }

  /** What one call of {@link #add} does. */
  private final class Work {
    private final Set<String> seen = new HashSet<>();
    private int added;
    private int updated;
    private int unchanged;
    private int unreadable;

    /** Returns whether a video lacks features, or has them of an older version of its file. */
    boolean isNeeded(String id, Path file) throws IOException {
      IndexedItem before = index.get(id).orElse(null);
      if (before == null) {
        return true;
      }
      if (!before.file().equals(name(file))) {
        if (Files.exists(Path.of(before.file()))) {
          throw new IOException(
              "%s is in the index for %s, given is %s: list one of them under another path"
                  .formatted(id, before.file(), name(file)));
        }
        return true;
      }
      return !before.stamp().equals(stamp(file))
          || !before.vectors().keySet().containsAll(required());
    }

    void embed(MediaDataset videos) throws IOException {
      List<Integer> wanted = new ArrayList<>();
      for (int i = 0; i < videos.size(); i++) {
        if (isNeeded(videos.id(i), videos.index().files().get(i).path())) {
          wanted.add(i);
        } else {
          unchanged++;
        }
      }
      Labels labels = videos.labels().orElse(null);
      TaskTimer timer = new TaskTimer();
      for (int from = 0; from < wanted.size(); from += BLOCK) {
        List<Integer> block = wanted.subList(from, Math.min(wanted.size(), from + BLOCK));
        Map<Integer, Map<Modality, float[]>> features = new HashMap<>();
        for (Encoder encoder : encoders) {
          embed(encoder, videos, block, features);
        }
        for (int video : block) {
          String label = labels == null ? null : labels.names().get(labels.classes()[video]);
          put(videos, video, label, features.getOrDefault(video, Map.of()));
        }
        index.commit();
        int done = from + block.size();
        monitor.update("videos", done, wanted.size(), timer.secondsLeft(done, wanted.size()));
      }
    }

    private void embed(
        Encoder encoder,
        MediaDataset videos,
        List<Integer> block,
        Map<Integer, Map<Modality, float[]>> features)
        throws IOException {
      List<ClipRequest> requests = new ArrayList<>();
      block.forEach(video -> requests.addAll(ClipRequest.uniform(video, clips)));
      ClipFeatures means =
          ClipFeatures.extract(
                  ClipFeatures.Kind.POOLED, encoder, videos, requests, BATCH, done -> {})
              .videoMeans();
      for (int i = 0; i < means.rows().length; i++) {
        features
            .computeIfAbsent(means.videos()[i], video -> new EnumMap<>(Modality.class))
            .put(encoder.modality(), means.rows()[i]);
      }
    }

    private void put(
        MediaDataset videos, int video, @Nullable String label, Map<Modality, float[]> found)
        throws IOException {
      if (found.isEmpty()) {
        unreadable++;
        return;
      }
      MediaInfo media = videos.index().files().get(video);
      String file = name(media.path());
      String stamp = stamp(media.path());
      Optional<IndexedItem> before = index.get(videos.id(video));
      if (seen.add(file)) {
        index.removeOlder(file, stamp);
      }
      Map<Modality, float[]> all = new EnumMap<>(Modality.class);
      if (before.isPresent()) {
        updated++;
        if (before.get().stamp().equals(stamp) && before.get().file().equals(file)) {
          all.putAll(before.get().vectors());
        }
      } else {
        added++;
      }
      all.putAll(found);
      double start = media.startSeconds();
      index.put(
          IndexedItem.of(videos.id(video), file, all)
              .from(start, start + media.durationSeconds())
              .labelled(label)
              .stamped(stamp));
    }
  }
}
