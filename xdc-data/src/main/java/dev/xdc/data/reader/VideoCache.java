package dev.xdc.data.reader;

import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import dev.xdc.data.media.ClipCut;
import dev.xdc.data.media.DecodeResult;
import dev.xdc.data.media.DecodedClip;
import dev.xdc.data.media.FrameCut;
import dev.xdc.data.media.MediaInfo;
import dev.xdc.data.media.SoundCut;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Whole decoded videos in memory: all frames at the rate and size of the clip specification as
 * rgb24, and all sound as 16-bit samples. A video is decoded when it is first asked for and kept
 * for good.
 *
 * <p>Usable from many threads at once.
 */
final class VideoCache {

  private final CutSource source;
  private final List<MediaInfo> files;
  private final ClipSpec spec;
  private final Set<Modality> modalities;
  private final AtomicReferenceArray<DecodedClip> decoded;

  /** Videos that are being decoded. */
  private final Set<Integer> claims = new HashSet<>();

  /** Makes an empty cache for {@code files} of {@code source}; it keeps {@code modalities}. */
  VideoCache(CutSource source, List<MediaInfo> files, ClipSpec spec, Set<Modality> modalities) {
    this.source = source;
    this.files = files;
    this.spec = spec;
    this.modalities = modalities;
    decoded = new AtomicReferenceArray<>(files.size());
  }

  /**
   * Returns how many bytes of heap {@code files} take once decoded, by their stated lengths: for a
   * picture of W x H pixels 3 W H bytes a frame, for sound 2 bytes a sample.
   */
  static long estimateBytes(List<MediaInfo> files, ClipSpec spec, Set<Modality> modalities) {
    double bytes = 0;
    for (MediaInfo file : files) {
      if (modalities.contains(Modality.VIDEO)) {
        bytes += (double) frames(file, spec) * file.resized(spec.shortSide()).bytes();
      }
      if (modalities.contains(Modality.AUDIO)) {
        bytes += 2.0 * file.samples(spec.sampleRateHertz());
      }
    }
    return (long) bytes;
  }

  /** Returns how many frames of {@code file} there are at the rate of {@code spec}. */
  static int frames(MediaInfo file, ClipSpec spec) {
    return Math.max(1, file.frames(spec.framesPerSecond()));
  }

  /**
   * Returns whole videos. Those that are not here yet are decoded together; two threads that ask
   * for the same one decode it once, unless that fails: then the next one tries again.
   *
   * @return a result for each index, in their order
   * @throws InterruptedIOException if this thread is interrupted; its interrupt status stays set
   * @throws IOException if there is no room for FFmpeg's output
   */
  List<DecodeResult> getAll(List<Integer> indices) throws IOException {
    List<Integer> claimed = claim(indices);
    Map<Integer, DecodeResult> results = new HashMap<>();
    try {
      List<ClipCut> cuts = claimed.stream().map(i -> whole(files.get(i))).toList();
      List<DecodeResult> fresh = source.readAll(claimed, cuts);
      for (int i = 0; i < fresh.size(); i++) {
        results.put(claimed.get(i), fresh.get(i));
        decoded.set(claimed.get(i), fresh.get(i).clip());
      }
    } finally {
      release(claimed);
    }
    List<DecodeResult> all = new ArrayList<>();
    for (int index : indices) {
      DecodeResult result = results.get(index);
      all.add(result == null ? get(index) : result);
    }
    return all;
  }

  private DecodeResult get(int index) throws IOException {
    awaitOthers(index);
    DecodedClip clip = decoded.get(index);
    return clip == null ? getAll(List.of(index)).get(0) : new DecodeResult(clip, null);
  }

  /** Returns those that have to be decoded, and nobody is at it. */
  private List<Integer> claim(List<Integer> indices) {
    synchronized (claims) {
      List<Integer> mine = new ArrayList<>();
      for (int index : indices) {
        if (decoded.get(index) == null && claims.add(index)) {
          mine.add(index);
        }
      }
      return mine;
    }
  }

  private void release(List<Integer> mine) {
    synchronized (claims) {
      mine.forEach(claims::remove);
      claims.notifyAll();
    }
  }

  private void awaitOthers(int index) throws InterruptedIOException {
    synchronized (claims) {
      try {
        while (claims.contains(index)) {
          claims.wait();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("waiting for " + files.get(index).path());
      }
    }
  }

  private ClipCut whole(MediaInfo file) {
    FrameCut frames =
        modalities.contains(Modality.VIDEO)
            ? new FrameCut(
                0, frames(file, spec), spec.framesPerSecond(), file.resized(spec.shortSide()))
            : null;
    SoundCut sound =
        modalities.contains(Modality.AUDIO)
            ? new SoundCut(
                0, Math.toIntExact(file.samples(spec.sampleRateHertz())), spec.sampleRateHertz())
            : null;
    return new ClipCut(file, frames, sound);
  }

  @Override
  public String toString() {
    return "VideoCache[" + files.size() + " videos]";
  }
}
