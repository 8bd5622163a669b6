package dev.xdc.data.reader;

import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.ClipReader;
import dev.xdc.clip.ClipRequest;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Fingerprint;
import dev.xdc.clip.Labels;
import dev.xdc.clip.Modality;
import dev.xdc.clip.Tags;
import dev.xdc.data.cache.ShardStore;
import dev.xdc.data.index.IndexRules;
import dev.xdc.data.index.MediaIndex;
import dev.xdc.data.media.FfmpegPrograms;
import dev.xdc.data.media.MediaInfo;
import java.io.IOException;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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

  private final OpenVideos videos;
  private final MediaIndex index;
  private final int[] files;
  private final ReadSettings settings;
  private final ClipSpec spec;
  private final @Nullable VideoCache cache;
  private final long cacheBytes;
  private final ClipReading reading;

  private MediaDataset(OpenVideos videos, ReadSettings settings) {
    this.videos = videos;
    this.settings = settings;
    spec = settings.spec();
    index = videos.index();
    files = videos.files();
    reading = new ClipReading(settings);
    long need = VideoCache.estimateBytes(index.files(), spec, settings.modalities());
    // Raw shards are as quick as memory, and stay in the system's cache of files.
    boolean fits = !videos.raw() && need <= settings.cacheBytes();
    cacheBytes = fits ? need : 0;
    cache =
        fits ? new VideoCache(videos.source(), index.files(), spec, settings.modalities()) : null;
    SetLog.size(size(), videos.kind(), need, settings.cacheBytes());
    SetLog.shortVideos(shortVideos().cardinality(), size(), spec);
  }

  /** Returns a builder with all options at their defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Returns some of these videos as a set of their own, without another look at their files. What
   * this set has decoded into memory is decoded anew there. The caller closes both, in any order.
   *
   * @param chosen positions in this set, ascending
   * @param how they were chosen, which {@link #origin} says after this set's own origin
   * @throws IllegalArgumentException if there are none, one is out of range, or they do not ascend
   */
  public MediaDataset only(int[] chosen, String how) {
    return new MediaDataset(videos.only(chosen, how), settings);
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
    return videos.id(index);
  }

  /** {@inheritDoc} Segments of one media file have the same number. */
  @Override
  public int file(int index) {
    return files[index];
  }

  /**
   * Returns where a video is, as the column {@code path} of a CSV file in any folder can name it:
   * the absolute path of its file, with {@code #t=} and times if it is a segment.
   */
  public String location(int index) {
    return videos.location(index);
  }

  /**
   * Made of ids, lengths and streams, so that neither labels nor the folder's place matter, and of
   * the front end of the sound, if one was set.
   */
  @Override
  public String fingerprint() {
    String files =
        Fingerprint.of(
            size(),
            i -> {
              MediaInfo file = index.files().get(i);
              return id(i) + " " + file.durationSeconds() + " " + file.video() + " " + file.audio();
            });
    return spec.audioFrontEnd() == null ? files : files + ", sound by " + spec.audioFrontEnd();
  }

  @Override
  public Optional<String> origin() {
    return Optional.ofNullable(videos.origin());
  }

  /** {@inheritDoc} Empty, too, for a list with tags, which are {@link #tags()}. */
  @Override
  public Optional<Labels> labels() {
    if (!videos.list().isLabelled()) {
      return Optional.empty();
    }
    int[] classes = index.positions().stream().mapToInt(videos.list()::label).toArray();
    return Optional.of(new Labels(classes, videos.list().classes()));
  }

  @Override
  public Optional<Tags> tags() {
    if (!videos.list().isTagged()) {
      return Optional.empty();
    }
    int[][] classes = index.positions().stream().map(videos.list()::tags).toArray(int[][]::new);
    return Optional.of(new Tags(classes, videos.list().classes()));
  }

  /**
   * Returns which videos are shorter than a clip, so that their clips hold frames more than once,
   * see {@link ClipSpec#shortVideo}; none if the set does not hold pictures.
   */
  public BitSet shortVideos() {
    BitSet found = new BitSet();
    for (int i = 0; settings.modalities().contains(Modality.VIDEO) && i < size(); i++) {
      found.set(i, index.files().get(i).frames(spec.framesPerSecond()) < spec.spanFrames());
    }
    return found;
  }

  /** Returns what the scan of the files found, refusals included. */
  public MediaIndex index() {
    return index;
  }

  /** Returns whether decoded videos are kept in memory. */
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
    if (modalities.isEmpty() || !settings.modalities().containsAll(modalities)) {
      throw new IllegalArgumentException(
          "modalities are "
              + modalities
              + ", must be some of "
              + settings.modalities()
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
    Set<Modality> wanted = Set.copyOf(modalities);
    return reading.read(
        wanted,
        clips,
        batchSize,
        () ->
            new ClipLoader(
                index.files(), spec, videos.source(), cache, wanted, settings.frontEnd()));
  }

  /** Closes the readers that are still open. */
  @Override
  public void close() {
    reading.close();
  }

  @Override
  public String toString() {
    return "MediaDataset["
        + videos.list()
        + ", "
        + size()
        + " used"
        + (cache == null ? "]" : ", cached]");
  }

  /**
   * Settings of a {@link MediaDataset}. Required: {@link #setFiles} or {@link #setSource}, and
   * {@link #setSpec}. Defaults: picture and sound required of every file, as many threads as there
   * are processors, 8 clips per FFmpeg process, a quarter of the largest heap for decoded videos,
   * pictures of any length, log-mel spectrograms, at most half of the files or clips may fail,
   * FFmpeg is looked for as {@link FfmpegPrograms} says.
   */
  public static final class Builder extends MediaDatasetOptions<Builder> {

    /** Clips that one FFmpeg process decodes unless stated otherwise. */
    public static final int DEFAULT_CLIPS_PER_PROCESS = 8;

    private Builder() {}

    @Override
    Builder self() {
      return this;
    }

    /**
     * Probes all files, unless there is an index, and returns the set, which the caller closes.
     *
     * @throws IllegalStateException if files or specification are not set, or both files and a
     *     source
     * @throws IllegalArgumentException if the files are shards that cannot give such clips, a
     *     subset is larger than the usable files, the specification names another front end of the
     *     sound, or videos of a source do not fit
     * @throws IOException if FFmpeg is not found, no file is usable, or too many are not
     */
    public MediaDataset build() throws IOException {
      if ((files == null) == (source == null)) {
        throw new IllegalStateException(
            files == null
                ? "no files: call setFiles or setSource"
                : "files and source: call one of setFiles and setSource");
      }
      if (spec == null) {
        throw new IllegalStateException("no clip specification: call setSpec");
      }
      ClipSpec clips = SoundTransform.specOf(frontEnd, spec);
      IndexRules rules = new IndexRules(clips, longEnoughFor, required, maxFailureShare, segments);
      OpenVideos.Settings opening =
          new OpenVideos.Settings(rules, threads, index, subset, ffmpeg, progress);
      OpenVideos videos =
          source == null
              ? OpenVideos.ofFiles(Objects.requireNonNull(files), opening)
              : OpenVideos.ofSource(source, opening);
      MediaDataset set = new MediaDataset(videos, ReadSettings.of(this, clips));
      if (segments == null) {
        SetLog.longFiles(set.index().files());
      }
      return set;
    }
  }
}
