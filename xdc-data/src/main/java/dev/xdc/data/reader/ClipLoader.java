package dev.xdc.data.reader;

import dev.xdc.clip.ClipBatch;
import dev.xdc.clip.ClipRequest;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import dev.xdc.data.cache.VideoCache;
import dev.xdc.data.media.ClipDecoder;
import dev.xdc.data.media.DecodedClip;
import dev.xdc.data.media.FrameCut;
import dev.xdc.data.media.FrameSize;
import dev.xdc.data.media.MediaInfo;
import dev.xdc.data.media.SoundCut;
import dev.xdc.data.sample.ClipSampler;
import dev.xdc.data.sample.ClipWindow;
import dev.xdc.data.transform.FrameTransform;
import dev.xdc.data.transform.LogMelSpectrogram;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns one request into one row of a batch. Holds working memory: one per thread. */
final class ClipLoader {

  private final List<MediaInfo> files;
  private final ClipSpec spec;
  private final ClipDecoder decoder;
  private final @Nullable VideoCache cache;
  private final Set<Modality> modalities;
  private final ClipSampler sampler;
  private final FrameTransform frameTransform;
  private final LogMelSpectrogram spectrogram;

  ClipLoader(
      List<MediaInfo> files,
      ClipSpec spec,
      ClipDecoder decoder,
      @Nullable VideoCache cache,
      Set<Modality> modalities) {
    this.files = files;
    this.spec = spec;
    this.decoder = decoder;
    this.cache = cache;
    this.modalities = modalities;
    sampler = new ClipSampler(spec);
    frameTransform = new FrameTransform(spec);
    spectrogram = new LogMelSpectrogram(spec);
  }

  void load(ClipRequest clip, ClipBatch batch, int row) throws IOException {
    MediaInfo file = files.get(clip.index());
    if (cache != null) {
      DecodedClip whole = cache.get(clip.index());
      write(clip, file, whole, 0, 0, batch, row);
    } else {
      decodeAndWrite(clip, file, batch, row);
    }
  }

  private void decodeAndWrite(ClipRequest clip, MediaInfo file, ClipBatch batch, int row)
      throws IOException {
    FrameCut frames = null;
    SoundCut sound = null;
    if (modalities.contains(Modality.VIDEO)) {
      ClipWindow window = sampler.video(clip, file);
      frames =
          new FrameCut(
              (int) window.start(),
              window.length(),
              spec.framesPerSecond(),
              file.resized(spec.shortSide()));
    }
    if (modalities.contains(Modality.AUDIO)) {
      sound = inside(sampler.audio(clip, file), VideoCache.samples(file, spec));
    }
    DecodedClip decoded =
        frames == null && sound == null
            ? new DecodedClip(null, null)
            : decoder.decode(file, frames, sound);
    write(
        clip,
        file,
        decoded,
        frames == null ? 0 : frames.first(),
        sound == null ? 0 : sound.first(),
        batch,
        row);
  }

  /**
   * Returns the part of a window that lies inside the file, or null if a shift has moved it out.
   */
  private @Nullable SoundCut inside(ClipWindow window, long samples) {
    long first = Math.max(0, window.start());
    long end = Math.min(samples, window.start() + window.length());
    return end <= first ? null : new SoundCut(first, (int) (end - first), spec.sampleRateHertz());
  }

  /** Writes a clip from decoded frames and samples that begin at the given numbers of the file. */
  private void write(
      ClipRequest clip,
      MediaInfo file,
      DecodedClip decoded,
      int firstFrame,
      long firstSample,
      ClipBatch batch,
      int row) {
    if (modalities.contains(Modality.VIDEO)) {
      FrameSize size = file.resized(spec.shortSide());
      int first = (int) sampler.video(clip, file).start() - firstFrame;
      byte[] frames = Objects.requireNonNull(decoded.frames());
      frameTransform.apply(frames, first, size, clip, batch.row(Modality.VIDEO, row));
    }
    if (modalities.contains(Modality.AUDIO)) {
      long first = sampler.audio(clip, file).start() - firstSample;
      byte[] sound = decoded.sound() == null ? new byte[0] : decoded.sound();
      spectrogram.apply(sound, first, batch.row(Modality.AUDIO, row));
    }
  }
}
