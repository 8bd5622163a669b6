package dev.xdc.clip;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Some videos of a data set as a data set of their own: a fold, or a part held out. It reads
 * through the whole, so that folds share what is decoded and cached. The whole stays the caller's:
 * closing the subset leaves it open. Classes keep their numbers, those without a video included.
 */
public final class ClipSubset implements ClipDataset {
  private final ClipDataset whole;
  private final int[] videos;
  private final int[] positions;
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
    positions = new int[whole.size()];
    Arrays.fill(positions, -1);
    if (videos.length == 0) {
      throw new IllegalArgumentException("videos is empty, must hold at least one");
    }
    for (int i = 0; i < videos.length; i++) {
      if (videos[i] < 0 || videos[i] >= positions.length || positions[videos[i]] >= 0) {
        throw new IllegalArgumentException(
            "video "
                + videos[i]
                + " of "
                + positions.length
                + " is out of range or occurs twice in the subset");
      }
      positions[videos[i]] = i;
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
    List<ClipRequest> asked = clips.stream().map(clip -> at(clip, videos[clip.index()])).toList();
    return new Reader(whole.read(modalities, asked, batchSize));
  }

  private static ClipRequest at(ClipRequest clip, int index) {
    return clip.withIndex(index);
  }

  /** Does nothing: the whole stays the caller's. */
  @Override
  public void close() {}

  @Override
  public String toString() {
    return "ClipSubset[" + size() + " of " + whole + "]";
  }

  /** Says of each batch which videos of the subset it holds. */
  private final class Reader implements ClipReader {
    private final ClipReader reader;

    Reader(ClipReader reader) {
      this.reader = reader;
    }

    @Override
    public @Nullable ClipBatch next() throws IOException {
      ClipBatch batch = reader.next();
      if (batch != null) {
        batch.setClips(
            batch.clips().stream().map(clip -> at(clip, positions[clip.index()])).toList());
      }
      return batch;
    }

    @Override
    public int failures() {
      return reader.failures();
    }

    @Override
    public double waitSeconds() {
      return reader.waitSeconds();
    }

    @Override
    public void close() {
      reader.close();
    }
  }
}
