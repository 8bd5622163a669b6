package dev.xdc.data.cache;

import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import dev.xdc.data.media.ClipDecoder;
import dev.xdc.data.media.DecodedClip;
import dev.xdc.data.media.FrameCut;
import dev.xdc.data.media.MediaInfo;
import dev.xdc.data.media.SoundCut;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Whole decoded videos in memory: all frames at the rate and size of the clip specification as
 * rgb24, and all sound as 16-bit samples. A video is decoded when it is first asked for and kept
 * for good.
 *
 * <p>Usable from many threads at once.
 */
public final class VideoCache {

  private static final int LOCKS = 64;

  private final ClipDecoder decoder;
  private final List<MediaInfo> files;
  private final ClipSpec spec;
  private final Set<Modality> modalities;
  private final AtomicReferenceArray<DecodedClip> decoded;
  private final Object[] locks = new Object[LOCKS];

  /** Makes an empty cache for {@code files}, of which it keeps {@code modalities}. */
  public VideoCache(
      ClipDecoder decoder, List<MediaInfo> files, ClipSpec spec, Set<Modality> modalities) {
    this.decoder = decoder;
    this.files = files;
    this.spec = spec;
    this.modalities = modalities;
    decoded = new AtomicReferenceArray<>(files.size());
    for (int i = 0; i < LOCKS; i++) {
      locks[i] = new Object();
    }
  }

  /**
   * Returns how many bytes of heap {@code files} take once decoded, by their stated lengths: for a
   * picture of W x H pixels 3 W H bytes a frame, for sound 2 bytes a sample.
   */
  public static long estimateBytes(List<MediaInfo> files, ClipSpec spec, Set<Modality> modalities) {
    double bytes = 0;
    for (MediaInfo file : files) {
      if (modalities.contains(Modality.VIDEO)) {
        bytes += (double) frames(file, spec) * file.resized(spec.shortSide()).bytes();
      }
      if (modalities.contains(Modality.AUDIO)) {
        bytes += 2.0 * samples(file, spec);
      }
    }
    return (long) bytes;
  }

  /** Returns how many frames of {@code file} there are at the rate of {@code spec}. */
  public static int frames(MediaInfo file, ClipSpec spec) {
    return Math.max(1, file.frames(spec.framesPerSecond()));
  }

  /** Returns how many samples of {@code file} there are at the rate of {@code spec}. */
  public static long samples(MediaInfo file, ClipSpec spec) {
    return samples(file, spec.sampleRateHertz());
  }

  static long samples(MediaInfo file, int sampleRateHertz) {
    return Math.max(1, Math.round(file.durationSeconds() * sampleRateHertz));
  }

  /**
   * Returns a whole video. Two threads that ask for the same one decode it once.
   *
   * @throws IOException if it cannot be decoded; the next call tries again
   */
  public DecodedClip get(int index) throws IOException {
    DecodedClip clip = decoded.get(index);
    if (clip != null) {
      return clip;
    }
    synchronized (locks[index % LOCKS]) {
      clip = decoded.get(index);
      if (clip == null) {
        clip = decode(files.get(index));
        decoded.set(index, clip);
      }
      return clip;
    }
  }

  private DecodedClip decode(MediaInfo file) throws IOException {
    FrameCut frames =
        modalities.contains(Modality.VIDEO)
            ? new FrameCut(
                0, frames(file, spec), spec.framesPerSecond(), file.resized(spec.shortSide()))
            : null;
    SoundCut sound =
        modalities.contains(Modality.AUDIO)
            ? new SoundCut(0, Math.toIntExact(samples(file, spec)), spec.sampleRateHertz())
            : null;
    return decoder.decode(file, frames, sound);
  }

  @Override
  public String toString() {
    return "VideoCache[" + files.size() + " videos]";
  }
}
