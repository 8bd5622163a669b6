package dev.xdc.train;

import dev.xdc.clip.ClipRequest;
import dev.xdc.clip.Seeds;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The items that carry a pseudo-label, videos or fixed clips of them, and their split into training
 * and validation. The split is by video and depends on the seed alone.
 */
public final class TrainingClips {
  private final int videos;
  private final int clipsPerVideo;
  private final LabelGranularity granularity;
  private final BitSet validation = new BitSet();

  /** All videos for training, one label each, none held out: supervised training. */
  public static TrainingClips all(int videos) {
    return new TrainingClips(videos, 1, LabelGranularity.VIDEO);
  }

  private TrainingClips(int videos, int clipsPerVideo, LabelGranularity granularity) {
    this.videos = videos;
    this.clipsPerVideo = clipsPerVideo;
    this.granularity = granularity;
  }

  /** Splits {@code videos} videos as {@code config} says. */
  public TrainingClips(int videos, XdcConfig config, long seed) {
    this(videos, config.clipsPerVideo(), config.labelGranularity());
    int[] order =
        ClipOrder.shuffled(IntStream.range(0, videos).toArray(), Seeds.stream(seed, "validation"));
    int held = (int) Math.round(videos * config.validationShare());
    int clips = granularity == LabelGranularity.CLIP ? clipsPerVideo : 1;
    for (int i = 0; i < held; i++) {
      validation.set(order[i] * clips, (order[i] + 1) * clips);
    }
  }

  /** Returns N, the number of items. */
  public int size() {
    return granularity == LabelGranularity.CLIP ? videos * clipsPerVideo : videos;
  }

  /** Returns the video of an item. */
  public int video(int item) {
    return granularity == LabelGranularity.CLIP ? item / clipsPerVideo : item;
  }

  /** Returns the clips whose features are clustered, those of an item side by side. */
  public List<ClipRequest> featureClips() {
    List<ClipRequest> clips = new ArrayList<>();
    for (int video = 0; video < videos; video++) {
      clips.addAll(ClipRequest.uniform(video, clipsPerVideo));
    }
    return clips;
  }

  /** Returns how many of {@link #featureClips()} make one item. */
  public int clipsPerItem() {
    return granularity == LabelGranularity.CLIP ? 1 : clipsPerVideo;
  }

  /** Returns the clip of {@code item} to validate on: its middle one. */
  public ClipRequest validationClip(int item) {
    return new ClipRequest(video(item), position(item), ClipRequest.NO_AUGMENTATION);
  }

  /**
   * Returns a random training clip of {@code item}. With labels per clip only crop and sound vary.
   *
   * @param seed of the epoch
   * @param draw the clip's place in the epoch, from 0: an item that is drawn several times gives
   *     another clip each time
   */
  public ClipRequest trainingClip(int item, long seed, int draw) {
    ClipRequest random = ClipRequest.random(video(item), Seeds.mix(seed, item, draw));
    return granularity == LabelGranularity.CLIP
        ? new ClipRequest(random.index(), position(item), random.augmentationSeed())
        : random;
  }

  private double position(int item) {
    return granularity == LabelGranularity.CLIP
        ? ClipRequest.uniform(video(item), clipsPerVideo).get(item % clipsPerVideo).position()
        : 0.5;
  }

  /** Returns the items that are trained on, without {@code leftOut} ones, in ascending order. */
  public int[] training(BitSet leftOut) {
    BitSet items = new BitSet();
    items.set(0, size());
    items.andNot(validation);
    items.andNot(leftOut);
    return items.stream().toArray();
  }

  /** Returns the items that are validated on, without {@code leftOut} ones, in ascending order. */
  public int[] validation(BitSet leftOut) {
    BitSet items = (BitSet) validation.clone();
    items.andNot(leftOut);
    return items.stream().toArray();
  }
}
