package dev.xdc.search;

import dev.xdc.clip.ClipRequest;
import dev.xdc.clip.Labels;
import dev.xdc.clip.Modality;
import dev.xdc.data.index.FileStamp;
import dev.xdc.data.media.FileNames;
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
  private final EntryRule rule;
  private final WorkMonitor monitor;

  /**
   * Prepares to fill an index, which stays the caller's, as do the encoders.
   *
   * @param encoders those of the index's model, or one of them; at least one
   * @param rule how the opener of {@link #add} cuts files, and the clips of a video whose mean
   *     feature is kept; the index remembers it
   * @param monitor sees the progress
   * @throws IllegalArgumentException if there is no encoder, or the entries of the index are means
   *     of another number of clips
   */
  public VideoIndexing(
      SearchIndex index, List<Encoder> encoders, EntryRule rule, WorkMonitor monitor) {
    if (encoders.isEmpty()) {
      throw new IllegalArgumentException("there is no encoder, must be at least one");
    }
    index.note(rule);
    this.index = index;
    this.encoders = List.copyOf(encoders);
    this.rule = rule;
    this.monitor = monitor;
  }

  /** Opens the videos that are left to do. */
  @FunctionalInterface
  public interface Opener {
    /**
     * Opens a list for clips of the model, cut by the rule of the entries, for the caller to close.
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
   * @param unchanged videos that were in it already, maybe by another spelling of their path
   * @param unreadable videos that are usable by their description, but of which no clip could be
   *     read
   */
  public record Report(int added, int updated, int unchanged, int unreadable) {}

  /**
   * Embeds what is missing.
   *
   * @param list the videos; those that cannot be used are left out by {@code opener}
   * @throws IOException if too many videos cannot be read, an id is in use for another file, or the
   *     index cannot be written
   */
  public Report add(MediaList list, Opener opener) throws IOException {
    Work work = new Work();
    index.refresh();
    boolean cut = rule.segments() != null; // ids are not those of the list: open all files
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
    return FileNames.real(file).toString();
  }

  private static String stamp(Path file) {
    FileStamp stamp = FileStamp.of(file);
    return stamp == null ? "" : stamp.bytes() + " " + stamp.modified();
  }

  /** What one call of {@link #add} does. */
  private final class Work {
    private final Set<String> seen = new HashSet<>();
    private final Set<String> stretches = new HashSet<>();
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
      if (!name(Path.of(before.file())).equals(name(file))) {
        if (Files.exists(Path.of(before.file()))) {
          throw new IOException(
              "%s is in the index for %s, given is %s: list one of them under another path"
                  .formatted(id, before.file(), name(file)));
        }
        return true;
      }
      return !before.stamp().equals(stamp(file)) || !isComplete(before);
    }

    private boolean isComplete(IndexedItem item) {
      return item.vectors().keySet().containsAll(required());
    }

    /** Returns the entry of a video, which may have its id by another spelling of the path. */
    private Optional<IndexedItem> known(MediaDataset videos, int video) throws IOException {
      Optional<IndexedItem> same = index.get(videos.id(video));
      MediaInfo media = videos.index().files().get(video);
      double start = media.startSeconds();
      double end = start + media.durationSeconds();
      return same.isPresent()
          ? same
          : index.first(
              ItemDocuments.sameStretch(name(media.path()), stamp(media.path()), start, end));
    }

    /** Returns whether a video is to be embedded that is not repeated in its list. */
    private boolean isWanted(MediaDataset videos, int video) throws IOException {
      MediaInfo media = videos.index().files().get(video);
      String stretch =
          name(media.path()) + " " + media.startSeconds() + " " + media.durationSeconds();
      return stretches.add(stretch)
          && isNeeded(videos.id(video), media.path())
          && known(videos, video)
              .filter(entry -> !entry.id().equals(videos.id(video)))
              .filter(this::isComplete)
              .isEmpty();
    }

    void embed(MediaDataset videos) throws IOException {
      List<Integer> wanted = new ArrayList<>();
      for (int i = 0; i < videos.size(); i++) {
        if (isWanted(videos, i)) {
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
      block.forEach(video -> requests.addAll(ClipRequest.uniform(video, rule.clips())));
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
      Optional<IndexedItem> before = known(videos, video);
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
          IndexedItem.of(before.map(IndexedItem::id).orElse(videos.id(video)), file, all)
              .from(start, start + media.durationSeconds())
              .labelled(label)
              .stamped(stamp));
    }
  }
}
