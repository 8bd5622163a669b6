package dev.xdc.data.hostile;

import dev.xdc.data.TestMedia;
import dev.xdc.data.media.ClipCut;
import dev.xdc.data.media.ClipDecoder;
import dev.xdc.data.media.DecodeResult;
import dev.xdc.data.media.DecodedClip;
import dev.xdc.data.media.FrameCut;
import dev.xdc.data.media.MediaException;
import dev.xdc.data.media.MediaInfo;
import dev.xdc.data.media.MediaProbe;
import dev.xdc.data.media.SoundCut;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Looks at files of any kind and decodes three clips of each that passes for media: at its
 * beginning, in its middle and at its end, eight clips to a process.
 *
 * @param refused what the probe said of files that hold no media
 * @param cuts clips of the others
 * @param results what came of them, in the same order
 */
record Survey(List<MediaException> refused, List<ClipCut> cuts, List<DecodeResult> results) {

  private static final int FRAMES = 8;
  private static final double RATE = 16;
  private static final int SAMPLES = 32_000;
  private static final int HERTZ = 16_000;
  private static final int PER_PROCESS = 8;

  /** Surveys {@code files}. */
  static Survey of(List<Path> files) throws IOException {
    MediaProbe probe = new MediaProbe(TestMedia.programs());
    ClipDecoder decoder = new ClipDecoder(TestMedia.programs());
    List<MediaException> refused = new ArrayList<>();
    List<ClipCut> cuts = new ArrayList<>();
    for (Path file : files) {
      try {
        MediaInfo media = probe.probe(file);
        for (double position : new double[] {0, 0.5, 1}) {
          cuts.add(cut(media, position));
        }
      } catch (MediaException e) {
        refused.add(e);
      }
    }
    List<DecodeResult> results = new ArrayList<>();
    for (int i = 0; i < cuts.size(); i += PER_PROCESS) {
      results.addAll(decoder.decodeAll(cuts.subList(i, Math.min(cuts.size(), i + PER_PROCESS))));
    }
    return new Survey(refused, cuts, results);
  }

  static ClipCut cut(MediaInfo media, double position) {
    int frames = (int) Math.round(position * Math.max(0, media.frames(RATE) - FRAMES));
    long samples = Math.round(position * Math.max(0, media.durationSeconds() * HERTZ - SAMPLES));
    return new ClipCut(
        media,
        media.hasVideo() ? new FrameCut(frames, FRAMES, RATE, media.resized(112)) : null,
        media.hasAudio() ? new SoundCut(samples, SAMPLES, HERTZ) : null);
  }

  /** Returns the results that are neither exact nor a failure which names its file. */
  List<DecodeResult> wrong() {
    List<DecodeResult> wrong = new ArrayList<>();
    for (int i = 0; i < cuts.size(); i++) {
      ClipCut cut = cuts.get(i);
      DecodedClip clip = results.get(i).clip();
      boolean right =
          clip == null
              ? cut.file().path().equals(Objects.requireNonNull(results.get(i).failure()).path())
              : length(clip.frames()) == (cut.frames() == null ? 0 : cut.frames().bytes())
                  && length(clip.sound()) == (cut.sound() == null ? 0 : cut.sound().bytes());
      if (!right) {
        wrong.add(results.get(i));
      }
    }
    return wrong;
  }

  private static int length(byte @Nullable [] bytes) {
    return bytes == null ? 0 : bytes.length;
  }

  /** Returns the failures. */
  List<MediaException> failures() {
    return results.stream().map(DecodeResult::failure).filter(Objects::nonNull).toList();
  }
}
