package dev.xdc.clip;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Some videos of a data set as a data set of their own: a fold, or a part held out. It reads
 * through the whole, so that folds share what is decoded and cached. The whole stays the caller's:
 * closing the subset leaves it open. Classes keep their numbers, those without a video included.
 */
public final class ClipSubset implements ClipDataset {
  private final ClipDataset whole;
  private final int[] videos;
  private final @Nullable String drawn;

  /**
   * Takes videos out of {@code whole}.
   *
   * @param videos their positions in the whole, in the order of the subset
   * @throws IllegalArgumentException if there are none, one is out of range, or one occurs twice
   */
  public ClipSubset(ClipDataset whole, int[] videos) {
    this(whole, videos, null);
  }

  private ClipSubset(ClipDataset whole, int[] videos, @Nullable String drawn) {
    this.whole = whole;
    this.drawn = drawn;
    this.videos = videos.clone();
    BitSet seen = new BitSet(whole.size());
    if (videos.length == 0) {
      throw new IllegalArgumentException("videos is empty, must hold at least one");
    }
    for (int video : videos) {
      if (video < 0 || video >= whole.size() || seen.get(video)) {
        throw new IllegalArgumentException(
            "video "
                + video
                + " of "
                + whole.size()
                + " is out of range or occurs twice in the subset");
      }
      seen.set(video);
    }
  }

  /** Draws {@code subset} out of {@code whole}, whose order it keeps. */
  public static ClipSubset random(ClipDataset whole, RandomSubset subset) {
    int[] videos = subset.of(whole.size(), whole::id);
    return new ClipSubset(whole, videos, subset.drawnFrom(whole.size()));
  }

  @Override
  public Optional<String> origin() {
    return drawn == null ? whole.origin() : Optional.of(drawn);
  }

  @Override
  public int size() {
    return videos.length;
  }

  @Override
  public ClipSpec spec() {
    return whole.spec();
  }

  @Override
  public String id(int index) {
    return whole.id(videos[index]);
  }

  @Override
  public int file(int index) {
    return whole.file(videos[index]);
  }

  @Override
  public Optional<Labels> labels() {
    return whole
        .labels()
        .map(
            all ->
                new Labels(
                    Arrays.stream(videos).map(v -> all.classes()[v]).toArray(), all.names()));
  }

  @Override
  public Optional<Tags> tags() {
    return whole
        .tags()
        .map(
            all ->
                new Tags(
                    Arrays.stream(videos).mapToObj(v -> all.classes()[v]).toArray(int[][]::new),
                    all.names()));
  }

  @Override
  public ClipReader read(Set<Modality> modalities, List<ClipRequest> clips, int batchSize) {
    List<ClipRequest> asked =
        clips.stream().map(clip -> clip.withIndex(videos[clip.index()])).toList();
    int[] same = IntStream.range(0, clips.size()).toArray();
    return ClipReader.answering(whole.read(modalities, asked, batchSize), clips, same);
  }

  /** Does nothing: the whole stays the caller's. */
  @Override
  public void close() {}

  @Override
  public String toString() {
    return "ClipSubset[" + size() + " of " + whole + "]";
  }
}
