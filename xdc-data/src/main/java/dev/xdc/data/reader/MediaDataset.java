package dev.xdc.data.reader;

import dev.xdc.clip.ClipBatch;
import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.ClipReader;
import dev.xdc.clip.ClipRequest;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Fingerprint;
import dev.xdc.clip.Labels;
import dev.xdc.clip.Modality;
import dev.xdc.clip.RandomSubset;
import dev.xdc.clip.Tags;
import dev.xdc.data.cache.ClipSource;
import dev.xdc.data.cache.Keep;
import dev.xdc.data.cache.ShardStore;
import dev.xdc.data.cache.VideoCache;
import dev.xdc.data.index.IndexRules;
import dev.xdc.data.index.MediaIndex;
import dev.xdc.data.media.ClipDecoder;
import dev.xdc.data.media.FfmpegPrograms;
import dev.xdc.data.media.MediaInfo;
import dev.xdc.data.media.MediaProbe;
import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Media files as a data set: probed once when it is built, or long before for an index on disk, and
 * decoded by FFmpeg ahead of use on threads of its own. Videos in shards are neither probed nor, if
 * kept raw, decoded; see {@link ShardStore}.
 *
 * <p>Files that cannot be used are left out when the set is built, see {@link MediaIndex}; a clip
 * that fails later is left out of its batch. If all decoded videos fit a stated budget of memory
 * they are kept there after their first use; otherwise each clip is sought in its file. Order and
 * content of batches follow from the requests alone.
 */
public final class MediaDataset implements ClipDataset {

  private static final Logger LOGGER = LoggerFactory.getLogger(MediaDataset.class);

  /** Failing videos named in the log; further ones show in {@link ClipReader#failures()} only. */
  private static final int NAMED = 20;

  /** Batches that the threads work on side by side, at most, unless each has but one clip. */
  private static final int BATCHES_IN_WORK = 4;

  private final MediaList list;
  private final MediaIndex index;
  private final ClipSpec spec;
  private final Set<Modality> modalities;
  private final int threads;
  private final int clipsPerProcess;
  private final double maxFailureShare;
  private final ClipSource source;
  private final @Nullable VideoCache cache;
  private final long cacheBytes;
  private final @Nullable String origin;
  private final BatchPool pool = new BatchPool();
  private final Set<PrefetchReader> open = ConcurrentHashMap.newKeySet();
  private final Set<Integer> failed = ConcurrentHashMap.newKeySet();

  private MediaDataset(Builder builder, MediaList list, ClipSpec spec) throws IOException {
    this.list = list;
    this.spec = spec;
    modalities = Set.copyOf(builder.required);
    threads = builder.threads;
    clipsPerProcess = builder.clipsPerProcess;
    maxFailureShare = builder.maxFailureShare;
    IndexRules rules = new IndexRules(spec, builder.longEnoughFor, modalities, maxFailureShare);
    ShardStore shards = list.shards().orElse(null);
    boolean raw = shards != null && shards.format().keep() == Keep.RAW;
    MediaIndex usable;
    if (shards == null) {
      FfmpegPrograms programs = programs(builder);
      usable = scan(builder, list, rules, programs);
      ClipDecoder decoder = new ClipDecoder(programs);
      source = (videos, cuts) -> decoder.decodeAll(cuts);
    } else {
      shards.format().check(spec, modalities, shards.folder().toString());
      usable = MediaIndex.of(paths(list), shards.media(), rules);
      ClipDecoder decoder = raw ? null : new ClipDecoder(programs(builder));
      source =
          (videos, cuts) ->
              shards.readAll(videos.stream().map(positions()::get).toList(), cuts, decoder);
    }
    RandomSubset subset = builder.subset;
    index = subset == null ? usable : drawn(list, usable, subset);
    origin = subset == null ? null : subset.drawnFrom(usable.files().size());
    long need = VideoCache.estimateBytes(index.files(), spec, modalities);
    // Raw shards are as quick as memory, and stay in the system's cache of files.
    boolean fits = !raw && need <= builder.cacheBytes;
    cacheBytes = fits ? need : 0;
    cache = fits ? new VideoCache(source, index.files(), spec, modalities) : null;
    LOGGER.info(
        "{} videos{}; decoded they take {} MB, {} the budget of {} MB",
        index.files().size(),
        shards == null ? "" : " in " + shards.format().keep() + " shards",
        need >> 20,
        need <= builder.cacheBytes ? "within" : "more than",
        builder.cacheBytes >> 20);
    if (!shortVideos().isEmpty()) {
      LOGGER.info(
          "{} of {} videos shorter than a clip of {} frames: {}",
          shortVideos().cardinality(),
          size(),
          spec.frames(),
          spec.shortVideo().inWords());
    }
  }

  private static FfmpegPrograms programs(Builder builder) throws IOException {
    return builder.ffmpeg == null ? FfmpegPrograms.find() : FfmpegPrograms.find(builder.ffmpeg);
  }

  private static MediaIndex scan(
      Builder builder, MediaList list, IndexRules rules, FfmpegPrograms programs)
      throws IOException {
    Path known = builder.index == null ? list.index().orElse(null) : builder.index;
    return known == null
        ? MediaIndex.scan(new MediaProbe(programs), paths(list), rules, builder.threads)
        : MediaIndex.load(known, paths(list), rules, builder.threads);
  }

  private static MediaIndex drawn(MediaList list, MediaIndex usable, RandomSubset subset) {
    List<Integer> positions = usable.positions();
    return usable.only(subset.of(positions.size(), i -> list.items().get(positions.get(i)).id()));
  }

  private List<Integer> positions() {
    return index.positions();
  }

  private static List<Path> paths(MediaList list) {
    return list.items().stream().map(MediaList.Item::path).toList();
  }

  /** Returns a builder with all options at their defaults. */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public int size() {
    return index.files().size();
  }

  @Override
  public ClipSpec spec() {
    return spec;
  }

  @Override
  public String id(int index) {
    return list.items().get(this.index.positions().get(index)).id();
  }

  /** Made of ids, lengths and streams, so that neither labels nor the folder's place matter. */
  @Override
  public String fingerprint() {
    return Fingerprint.of(
        size(),
        i -> {
          MediaInfo file = index.files().get(i);
          return id(i) + " " + file.durationSeconds() + " " + file.video() + " " + file.audio();
        });
  }

  @Override
  public Optional<String> origin() {
    return Optional.ofNullable(origin);
  }

  /** {@inheritDoc} Empty, too, for a list with tags, which are {@link #tags()}. */
  @Override
  public Optional<Labels> labels() {
    if (!list.isLabelled()) {
      return Optional.empty();
    }
    int[] classes = index.positions().stream().mapToInt(list::label).toArray();
    return Optional.of(new Labels(classes, list.classes()));
  }

  @Override
  public Optional<Tags> tags() {
    if (!list.isTagged()) {
      return Optional.empty();
    }
    int[][] classes = index.positions().stream().map(list::tags).toArray(int[][]::new);
    return Optional.of(new Tags(classes, list.classes()));
  }

  /**
   * Returns which videos are shorter than a clip, so that their clips hold frames more than once,
   * see {@link ClipSpec#shortVideo}; none if the set does not hold pictures.
   */
  public BitSet shortVideos() {
    BitSet found = new BitSet();
    for (int i = 0; modalities.contains(Modality.VIDEO) && i < size(); i++) {
      found.set(i, index.files().get(i).frames(spec.framesPerSecond()) < spec.spanFrames());
    }
    return found;
  }

  /** Returns what the scan of the files found, refusals included. */
  public MediaIndex index() {
    return index;
  }

  /** Tells whether decoded videos are kept in memory. */
  public boolean isCached() {
    return cache != null;
  }

  /** Returns what decoded videos take once all are kept in memory; 0 if they are not. */
  public long cacheBytes() {
    return cacheBytes;
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if a request lies outside this set, if {@code batchSize} is
   *     less than 1, or if a modality is asked for that this set does not require of its files
   */
  @Override
  public ClipReader read(Set<Modality> modalities, List<ClipRequest> clips, int batchSize) {
    if (modalities.isEmpty() || !this.modalities.containsAll(modalities)) {
      throw new IllegalArgumentException(
          "modalities are "
              + modalities
              + ", must be some of "
              + this.modalities
              + "; see MediaDataset.Builder.optRequire");
    }
    if (batchSize < 1) {
      throw new IllegalArgumentException("batchSize is " + batchSize + ", must be at least 1");
    }
    for (ClipRequest clip : clips) {
      if (clip.index() >= size()) {
        throw new IllegalArgumentException(
            "clip of video " + clip.index() + " asked for, the set has " + size());
      }
    }
    int batches = (clips.size() + batchSize - 1) / batchSize;
    int clipsAtOnce = clipsAtOnce(batchSize);
    // One batch in use, one complete, and room for every thread to work on the next.
    int depth = Math.max(1, Math.min(batches, 3 + threads * clipsAtOnce / batchSize));
    int workers = Math.max(1, Math.min(threads, clips.size()));
    Set<Modality> wanted = Set.copyOf(modalities);
    ClipBatch[] ring =
        pool.take(spec, wanted, Math.min(batchSize, Math.max(1, clips.size())), depth);
    PrefetchReader reader =
        new PrefetchReader(
            clips,
            batchSize,
            ring,
            workers,
            clipsAtOnce,
            () -> new ClipLoader(index.files(), spec, source, cache, wanted),
            maxFailureShare,
            this::logFailure,
            this::closed);
    open.add(reader);
    return reader;
  }

  /** Many threads take fewer clips each: what is read ahead stays within a few batches. */
  private int clipsAtOnce(int batchSize) {
    long share = (long) BATCHES_IN_WORK * batchSize / threads;
    return (int) Math.max(1, Math.min(clipsPerProcess, share));
  }

  private void logFailure(ClipRequest clip, IOException failure) {
    if (failed.add(clip.index()) && failed.size() <= NAMED) {
      LOGGER.warn("clip left out: {}", failure.getMessage());
    }
  }

  private void closed(PrefetchReader reader) {
    if (open.remove(reader)) {
      pool.giveBack(reader.buffers());
    }
  }

  /** Closes the readers that are still open. */
  @Override
  public void close() {
    open.forEach(PrefetchReader::close);
  }

  @Override
  public String toString() {
    return "MediaDataset[" + list + ", " + size() + " used" + (cache == null ? "]" : ", cached]");
  }

  /**
   * Settings of a {@link MediaDataset}. Required: {@link #setFiles} and {@link #setSpec}. Defaults:
   * picture and sound required of every file, as many threads as there are processors, 8 clips per
   * FFmpeg process, a quarter of the largest heap for decoded videos, pictures of any length, at
   * most half of the files or clips may fail, FFmpeg is looked for as {@link FfmpegPrograms} says.
   */
  public static final class Builder {

    /** Clips that one FFmpeg process decodes unless stated otherwise. */
    public static final int DEFAULT_CLIPS_PER_PROCESS = 8;

    private @Nullable MediaList files;
    private @Nullable ClipSpec spec;
    private @Nullable ClipSpec longEnoughFor;
    private @Nullable Path index;
    private @Nullable RandomSubset subset;
    private Set<Modality> required = Set.of(Modality.VIDEO, Modality.AUDIO);
    private int threads = Runtime.getRuntime().availableProcessors();
    private int clipsPerProcess = DEFAULT_CLIPS_PER_PROCESS;
    private long cacheBytes = Runtime.getRuntime().maxMemory() / 4;
    private double maxFailureShare = 0.5;
    private @Nullable Path ffmpeg;

    private Builder() {}

    /** Sets the files to read. */
    public Builder setFiles(MediaList files) {
      this.files = Objects.requireNonNull(files, "files");
      return this;
    }

    /** Sets how clips are cut and shaped. */
    public Builder setSpec(ClipSpec spec) {
      this.spec = Objects.requireNonNull(spec, "spec");
      return this;
    }

    /**
     * Sets for which clips a picture must be long enough, so that shorter ones are left out; by
     * default none is, and {@link ClipSpec#shortVideo} says how they are completed. For training
     * only: a figure of a test set without its short videos compares with no other.
     */
    public Builder optLongEnoughFor(ClipSpec clips) {
      this.longEnoughFor = Objects.requireNonNull(clips, "clips");
      return this;
    }

    /**
     * Sets how many of the usable files the set holds, drawn at random by their ids; default all of
     * them. Files are looked at before, all of them, unless an index or shards know them.
     */
    public Builder optSubset(RandomSubset subset) {
      this.subset = Objects.requireNonNull(subset, "subset");
      return this;
    }

    /**
     * Sets what every file must hold, default picture and sound. Only this can be read later.
     *
     * @throws IllegalArgumentException if {@code required} is empty
     */
    public Builder optRequire(Set<Modality> required) {
      if (required.isEmpty()) {
        throw new IllegalArgumentException("required is empty, must hold at least one modality");
      }
      this.required = Set.copyOf(required);
      return this;
    }

    /**
     * Sets the index that knows all files, so that none is probed; default the one that the files
     * were read from, if any. It may know more files than these, so one index serves several lists
     * of the same files. See {@link MediaIndex#load} for what is checked.
     */
    public Builder optIndex(Path index) {
      this.index = Objects.requireNonNull(index, "index");
      return this;
    }

    /**
     * Sets how many threads decode, each with one FFmpeg process at a time; default the number of
     * processors.
     *
     * @throws IllegalArgumentException if {@code threads} is not in [1, 256]
     */
    public Builder optDecodeThreads(int threads) {
      if (threads < 1 || threads > 256) {
        throw new IllegalArgumentException("decodeThreads is " + threads + ", must be in [1, 256]");
      }
      this.threads = threads;
      return this;
    }

    /**
     * Sets how many bytes of heap decoded videos may take, default a quarter of the largest heap.
     * The need is estimated from the lengths of the files: if it is more, nothing is kept. 0 keeps
     * nothing.
     *
     * @throws IllegalArgumentException if {@code bytes} is negative
     */
    public Builder optCacheBytes(long bytes) {
      if (bytes < 0) {
        throw new IllegalArgumentException("cacheBytes is " + bytes + ", must be at least 0");
      }
      this.cacheBytes = bytes;
      return this;
    }

    /**
     * Sets how many clips one FFmpeg process decodes at most, default {@value
     * #DEFAULT_CLIPS_PER_PROCESS}. More save processor time where clips are small, and take longer
     * to arrive. No more than four batches are in work at once, so many threads take fewer each.
     *
     * @throws IllegalArgumentException if {@code clips} is not in [1, 64]
     */
    public Builder optClipsPerProcess(int clips) {
      if (clips < 1 || clips > 64) {
        throw new IllegalArgumentException("clipsPerProcess is " + clips + ", must be in [1, 64]");
      }
      this.clipsPerProcess = clips;
      return this;
    }

    /**
     * Sets the share of files, and later of clips, that may fail before building or reading fails
     * as a whole, default 0.5.
     *
     * @throws IllegalArgumentException if {@code share} is not in [0, 1]
     */
    public Builder optMaxFailureShare(double share) {
      if (!(share >= 0 && share <= 1)) {
        throw new IllegalArgumentException("maxFailureShare is " + share + ", must be in [0, 1]");
      }
      this.maxFailureShare = share;
      return this;
    }

    /** Sets the folder of the FFmpeg programs, default as {@link FfmpegPrograms} finds them. */
    public Builder optFfmpeg(Path folder) {
      this.ffmpeg = Objects.requireNonNull(folder, "folder");
      return this;
    }

    /**
     * Probes all files, unless there is an index, and returns the set, which the caller closes.
     *
     * @throws IllegalStateException if files or specification are not set
     * @throws IllegalArgumentException if the files are shards that cannot give such clips, or a
     *     subset is larger than the usable files
     * @throws IOException if FFmpeg is not found, no file is usable, or too many are not
     */
    public MediaDataset build() throws IOException {
      if (files == null) {
        throw new IllegalStateException("no files: call setFiles");
      }
      if (spec == null) {
        throw new IllegalStateException("no clip specification: call setSpec");
      }
      return new MediaDataset(this, files, spec);
    }
  }
}
