package dev.xdc.train;

import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.ClipRequest;
import dev.xdc.clip.Seeds;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The items that carry a pseudo-label, videos or fixed clips of them, and their split into training
 * and validation. The split depends on the seed alone. It is by file: segments of one file are on
 * the same side.
 */
public final class TrainingClips {
  private static final Logger LOGGER = LoggerFactory.getLogger(TrainingClips.class);

  private final int videos;
  private final int clipsPerVideo;
  private final LabelGranularity granularity;
  private final int clipsPerFile;

  /** Videos by the file they are parts of, in the order of the first of each. */
  private final List<int[]> files;

  private final BitSet validation = new BitSet();

  /** All videos for training, one label each, none held out: supervised training. */
  public static TrainingClips all(int videos) {
    return new TrainingClips(apart(videos), 1, LabelGranularity.VIDEO, 0);
  }

  /** Splits the videos of {@code dataset} as {@code config} says. */
  public static TrainingClips of(ClipDataset dataset, XdcConfig config, long seed) {
    Map<Integer, List<Integer>> files = new LinkedHashMap<>();
    for (int video = 0; video < dataset.size(); video++) {
      files.computeIfAbsent(dataset.file(video), file -> new ArrayList<>()).add(video);
    }
    return new TrainingClips(
        files.values().stream()
            .map(some -> some.stream().mapToInt(Integer::intValue).toArray())
            .toList(),
        config,
        seed);
  }

  private TrainingClips(
      List<int[]> files, int clipsPerVideo, LabelGranularity granularity, int clipsPerFile) {
    this.files = files;
    this.videos = files.stream().mapToInt(file -> file.length).sum();
    this.clipsPerVideo = clipsPerVideo;
    this.granularity = granularity;
    this.clipsPerFile = clipsPerFile;
  }

  /** Splits {@code videos} videos, each a file of its own, as {@code config} says. */
  public TrainingClips(int videos, XdcConfig config, long seed) {
    this(apart(videos), config, seed);
  }

  private TrainingClips(List<int[]> files, XdcConfig config, long seed) {
    this(files, config.clipsPerVideo(), config.labelGranularity(), config.clipsPerFile());
    int[] order =
        ClipOrder.shuffled(
            IntStream.range(0, files.size()).toArray(), Seeds.stream(seed, "validation"));
    int held = (int) Math.round(videos * config.validationShare());
    if (held > 0 && files.size() == 1 && videos > 1) {
      LOGGER.warn("all {} clips are of one file, so none is held out for validation", videos);
      return;
    }
    int clips = itemsPerVideo();
    int taken = 0;
    for (int i = 0; taken < held; i++) {
      for (int video : files.get(order[i])) {
        validation.set(video * clips, (video + 1) * clips);
        taken++;
      }
    }
  }

  private static List<int[]> apart(int videos) {
    return IntStream.range(0, videos).mapToObj(video -> new int[] {video}).toList();
  }

  private int itemsPerVideo() {
    return granularity == LabelGranularity.CLIP ? clipsPerVideo : 1;
  }

  /** Returns N, the number of items. */
  public int size() {
    return videos * itemsPerVideo();
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

  /**
   * Returns those of {@code items} that an epoch draws from: at most {@link XdcConfig#clipsPerFile}
   * of each file, others in each epoch.
   *
   * @param items ascending
   * @param seed of the epoch; how many there are does not depend on it
   */
  public int[] ofEpoch(int[] items, long seed) {
    if (clipsPerFile == 0) {
      return items;
    }
    BitSet left = new BitSet();
    IntStream.of(items).forEach(left::set);
    BitSet drawn = new BitSet();
    for (int[] file : files) {
      int[] own = itemsOf(file).filter(left::get).toArray();
      int[] order = ClipOrder.shuffled(own, Seeds.mix(seed, 3, file[0]));
      IntStream.of(order).limit(clipsPerFile).forEach(drawn::set);
    }
    return drawn.stream().toArray();
  }

  private IntStream itemsOf(int[] file) {
    int clips = itemsPerVideo();
    return IntStream.of(file).flatMap(v -> IntStream.range(v * clips, (v + 1) * clips));
  }

  /**
   * Returns the file of each item, numbered from 0, or null if no two videos are parts of one file.
   */
  public int @Nullable [] files() {
    if (files.size() == videos) {
      return null;
    }
    int[] numbers = new int[size()];
    for (int file = 0; file < files.size(); file++) {
      int number = file;
      itemsOf(files.get(file)).forEach(item -> numbers[item] = number);
    }
    return numbers;
  }

  /** Returns the items that are validated on, without {@code leftOut} ones, in ascending order. */
  public int[] validation(BitSet leftOut) {
    BitSet items = (BitSet) validation.clone();
    items.andNot(leftOut);
    return items.stream().toArray();
  }
}
