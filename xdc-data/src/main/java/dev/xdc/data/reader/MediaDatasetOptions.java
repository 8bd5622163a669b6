package dev.xdc.data.reader;

import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import dev.xdc.clip.RandomSubset;
import dev.xdc.data.index.MediaIndex;
import dev.xdc.data.index.ScanProgress;
import dev.xdc.data.index.SegmentRule;
import dev.xdc.data.media.FfmpegPrograms;
import dev.xdc.data.transform.AudioFrontEnd;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What {@link MediaDataset.Builder} is given.
 *
 * @param <B> the builder
 */
abstract class MediaDatasetOptions<B extends MediaDatasetOptions<B>> {
  @Nullable MediaList files;
  @Nullable ClipSource source;
  @Nullable AudioFrontEnd frontEnd;
  @Nullable ClipSpec spec;
  @Nullable ClipSpec longEnoughFor;
  @Nullable SegmentRule segments;
  @Nullable Path index;
  @Nullable RandomSubset subset;
  Set<Modality> required = Set.of(Modality.VIDEO, Modality.AUDIO);
  int threads = Runtime.getRuntime().availableProcessors();
  int clipsPerProcess = MediaDataset.Builder.DEFAULT_CLIPS_PER_PROCESS;
  long cacheBytes = Runtime.getRuntime().maxMemory() / 4;
  double maxFailureShare = 0.5;
  @Nullable Path ffmpeg;
  ScanProgress progress = (done, planned, left) -> {};

  /** Sets the files to read. */
  public B setFiles(MediaList files) {
    this.files = Objects.requireNonNull(files, "files");
    return self();
  }

  /** Sets videos that are no files, in place of {@link #setFiles}. */
  public B setSource(ClipSource source) {
    this.source = Objects.requireNonNull(source, "source");
    return self();
  }

  /**
   * Sets what sound is turned into, default log-mel spectrograms. {@link MediaDataset#spec} then
   * has its shape and names it, so make encoders of that specification.
   */
  public B optAudioFrontEnd(AudioFrontEnd frontEnd) {
    this.frontEnd = Objects.requireNonNull(frontEnd, "frontEnd");
    return self();
  }

  /** Sets how clips are cut and shaped. */
  public B setSpec(ClipSpec spec) {
    this.spec = Objects.requireNonNull(spec, "spec");
    return self();
  }

  /**
   * Sets for which clips a picture must be long enough, so that shorter ones are left out; by
   * default none is, and {@link ClipSpec#shortVideo} says how they are completed. For training
   * only: a figure of a test set without its short videos compares with no other.
   */
  public B optLeaveOutShorterThan(ClipSpec clips) {
    this.longEnoughFor = Objects.requireNonNull(clips, "clips");
    return self();
  }

  /**
   * Sets how long videos are cut into segments, each an item of its own with an id such as {@code
   * talk.mp4#t=120,130}; by default each video is one item.
   */
  public B optSegments(SegmentRule segments) {
    this.segments = Objects.requireNonNull(segments, "segments");
    return self();
  }

  /**
   * Sets how many of the usable files the set holds, drawn at random by their ids; default all of
   * them. Files are looked at before, all of them, unless an index or shards know them.
   */
  public B optSubset(RandomSubset subset) {
    this.subset = Objects.requireNonNull(subset, "subset");
    return self();
  }

  /**
   * Sets what every file must hold, default picture and sound. Only this can be read later.
   *
   * @throws IllegalArgumentException if {@code required} is empty
   */
  public B optRequire(Set<Modality> required) {
    if (required.isEmpty()) {
      throw new IllegalArgumentException("required is empty, must hold at least one modality");
    }
    this.required = Set.copyOf(required);
    return self();
  }

  /**
   * Sets the index that knows all files, so that none is probed; default the one that the files
   * were read from, if any. It may know more files than these, so one index serves several lists of
   * the same files. See {@link MediaIndex#load} for what is checked.
   */
  public B optIndex(Path index) {
    this.index = Objects.requireNonNull(index, "index");
    return self();
  }

  /**
   * Sets how many threads decode, each with one FFmpeg process at a time; default the number of
   * processors.
   *
   * @throws IllegalArgumentException if {@code threads} is not in [1, 256]
   */
  public B optDecodeThreads(int threads) {
    if (threads < 1 || threads > 256) {
      throw new IllegalArgumentException("decodeThreads is " + threads + ", must be in [1, 256]");
    }
    this.threads = threads;
    return self();
  }

  /**
   * Sets how many bytes of heap decoded videos may take, default a quarter of the largest heap. The
   * need is estimated from the lengths of the files: if it is more, nothing is kept. 0 keeps
   * nothing.
   *
   * @throws IllegalArgumentException if {@code bytes} is negative
   */
  public B optCacheBytes(long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("cacheBytes is " + bytes + ", must be at least 0");
    }
    this.cacheBytes = bytes;
    return self();
  }

  /**
   * Sets how many clips one FFmpeg process decodes at most, default {@value
   * MediaDataset.Builder#DEFAULT_CLIPS_PER_PROCESS}. More save processor time where clips are
   * small, and take longer to arrive. No more than four batches are in work at once, so many
   * threads take fewer each.
   *
   * @throws IllegalArgumentException if {@code clips} is not in [1, 64]
   */
  public B optClipsPerProcess(int clips) {
    if (clips < 1 || clips > 64) {
      throw new IllegalArgumentException("clipsPerProcess is " + clips + ", must be in [1, 64]");
    }
    this.clipsPerProcess = clips;
    return self();
  }

  /**
   * Sets the share of files, and later of clips, that may fail before building or reading fails as
   * a whole, default 0.5.
   *
   * @throws IllegalArgumentException if {@code share} is not in [0, 1]
   */
  public B optMaxFailureShare(double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("maxFailureShare is " + share + ", must be in [0, 1]");
    }
    this.maxFailureShare = share;
    return self();
  }

  /** Sets the folder of the FFmpeg programs, default as {@link FfmpegPrograms} finds them. */
  public B optFfmpeg(Path folder) {
    this.ffmpeg = Objects.requireNonNull(folder, "folder");
    return self();
  }

  /**
   * Sets what is called after every file that is probed, on the thread that builds the set; by
   * default nothing is. An index or shards leave nothing to probe.
   */
  public B optProgress(ScanProgress progress) {
    this.progress = Objects.requireNonNull(progress, "progress");
    return self();
  }

  /** Returns this builder. */
  abstract B self();
}
