package dev.xdc.data.reader;

import dev.xdc.clip.ClipBatch;
import dev.xdc.clip.ClipRequest;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import dev.xdc.data.media.ClipCut;
import dev.xdc.data.media.DecodeResult;
import dev.xdc.data.media.DecodedClip;
import dev.xdc.data.media.FrameCut;
import dev.xdc.data.media.FrameSize;
import dev.xdc.data.media.MediaInfo;
import dev.xdc.data.media.SoundCut;
import dev.xdc.data.sample.ClipSampler;
import dev.xdc.data.sample.ClipWindow;
import dev.xdc.data.transform.AudioFrontEnd;
import dev.xdc.data.transform.FrameTransform;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns requests into rows of batches. Holds working memory: one per thread. */
final class ClipLoader {

  private static final DecodeResult NOTHING = new DecodeResult(new DecodedClip(null, null), null);

  private final List<MediaInfo> files;
  private final ClipSpec spec;
  private final CutSource source;
  private final @Nullable VideoCache cache;
  private final Set<Modality> modalities;
  private final ClipSampler sampler;
  private final FrameTransform frameTransform;
  private final SoundTransform soundTransform;

  ClipLoader(
      List<MediaInfo> files,
      ClipSpec spec,
      CutSource source,
      @Nullable VideoCache cache,
      Set<Modality> modalities,
      @Nullable AudioFrontEnd frontEnd) {
    this.files = files;
    this.spec = spec;
    this.source = source;
    this.cache = cache;
    this.modalities = modalities;
    sampler = new ClipSampler(spec);
    frameTransform = new FrameTransform(spec);
    soundTransform = SoundTransform.of(frontEnd, spec);
  }

  /** Where a clip goes: row number {@code row} of {@code batch}. */
  record Row(ClipBatch batch, int row) {}

  /** Hears of each clip, by its number in the group, once it is loaded or has failed. */
  @FunctionalInterface
  interface Done {
    void accept(int clip, @Nullable IOException failure);
  }

  /**
   * Loads a group of clips, decoded together.
   *
   * @param rows where each of them goes
   * @throws IOException if the machine, not a clip, is at fault
   */
  void load(List<ClipRequest> clips, List<Row> rows, Done done) throws IOException {
    List<@Nullable ClipCut> cuts = new ArrayList<>();
    clips.forEach(clip -> cuts.add(cache == null ? cut(clip) : null));
    List<DecodeResult> results =
        cache == null
            ? read(clips, cuts)
            : cache.getAll(clips.stream().map(ClipRequest::index).toList());
    for (int i = 0; i < clips.size(); i++) {
      DecodedClip clip = results.get(i).clip();
      if (clip != null) {
        write(clips.get(i), clip, cuts.get(i), rows.get(i));
      }
      done.accept(i, results.get(i).failure());
    }
  }

  private List<DecodeResult> read(List<ClipRequest> clips, List<@Nullable ClipCut> cuts)
      throws IOException {
    List<Integer> videos = new ArrayList<>();
    List<ClipCut> wanted = new ArrayList<>();
    for (int i = 0; i < cuts.size(); i++) {
      ClipCut cut = cuts.get(i);
      if (cut != null) {
        videos.add(clips.get(i).index());
        wanted.add(cut);
      }
    }
    Iterator<DecodeResult> results = source.readAll(videos, wanted).iterator();
    return cuts.stream().map(cut -> cut == null ? NOTHING : results.next()).toList();
  }

  /** Returns what has to be decoded for a clip; null if all of its sound lies outside the file. */
  private @Nullable ClipCut cut(ClipRequest clip) {
    MediaInfo file = files.get(clip.index());
    FrameCut frames = null;
    SoundCut sound = null;
    if (modalities.contains(Modality.VIDEO)) {
      ClipWindow window = sampler.video(clip, file);
      // A video that is shorter than a clip gives all it has; the transform fills up the clip.
      int inside = (int) Math.min(window.length(), VideoCache.frames(file, spec) - window.start());
      frames =
          new FrameCut(
              (int) window.start(), inside, spec.framesPerSecond(), file.resized(spec.shortSide()));
    }
    if (modalities.contains(Modality.AUDIO)) {
      sound = inside(sampler.audio(clip, file), file.samples(spec.sampleRateHertz()));
    }
    return frames == null && sound == null ? null : new ClipCut(file, frames, sound);
  }

  /**
   * Returns the part of a window that lies inside the file, or null if a shift has moved it out.
   */
  private @Nullable SoundCut inside(ClipWindow window, long samples) {
    long first = Math.max(0, window.start());
    long end = Math.min(samples, window.start() + window.length());
    return end <= first ? null : new SoundCut(first, (int) (end - first), spec.sampleRateHertz());
  }

  /**
   * Writes a clip.
   *
   * @param cut what was decoded; null for the whole file, or for nothing
   */
  private void write(ClipRequest clip, DecodedClip decoded, @Nullable ClipCut cut, Row to) {
    MediaInfo file = files.get(clip.index());
    if (modalities.contains(Modality.VIDEO)) {
      int first = cut == null || cut.frames() == null ? 0 : cut.frames().first();
      FrameSize size = file.resized(spec.shortSide());
      frameTransform.apply(
          Objects.requireNonNull(decoded.frames()),
          (int) sampler.video(clip, file).start() - first,
          size,
          clip,
          to.batch().row(Modality.VIDEO, to.row()));
    }
    if (modalities.contains(Modality.AUDIO)) {
      long first = cut == null || cut.sound() == null ? 0 : cut.sound().first();
      soundTransform.apply(
          decoded.sound() == null ? new byte[0] : decoded.sound(),
          sampler.audio(clip, file).start() - first,
          to.batch().row(Modality.AUDIO, to.row()));
    }
  }
}
