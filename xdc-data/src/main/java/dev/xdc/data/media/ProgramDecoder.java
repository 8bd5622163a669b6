package dev.xdc.data.media;

import com.github.kokorin.jaffree.JaffreeException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decodes with FFmpeg's programs: a fresh process for a few clips, which seeks and filters by
 * itself. Its output lies in a folder for temporary files meanwhile.
 */
final class ProgramDecoder implements Decoding {

  private static final Logger LOGGER = LoggerFactory.getLogger(ProgramDecoder.class);

  /** Tried where the first frames are missing: longer than nearly all groups of pictures. */
  private static final double LONG_LEAD_SECONDS = 10;

  /** Up to here a third try decodes from the beginning of the file. */
  private static final double FROM_START_SECONDS = 60;

  private final FfmpegPrograms programs;
  private final Duration limit;

  ProgramDecoder(FfmpegPrograms programs, Duration limit) {
    this.programs = programs;
    this.limit = limit;
  }

  @Override
  public List<DecodeResult> decodeAll(List<ClipCut> cuts) throws IOException {
    @Nullable DecodedClip[] clips = new DecodedClip[cuts.size()];
    int[] readable =
        IntStream.range(0, clips.length)
            .filter(i -> Decoding.problem(cuts.get(i).file().path()) == null)
            .toArray();
    if (readable.length > 1) {
      decodeTogether(cuts, readable, clips);
    }
    List<DecodeResult> results = new ArrayList<>();
    for (int i = 0; i < clips.length; i++) {
      DecodedClip clip = clips[i];
      results.add(clip == null ? decodeAlone(cuts.get(i)) : DecodeResult.of(clip));
    }
    return results;
  }

  @Override
  public String toString() {
    return "programs of " + programs;
  }

  private void decodeTogether(List<ClipCut> cuts, int[] chosen, @Nullable DecodedClip[] clips)
      throws IOException {
    try (ClipRun run = new ClipRun(programs, limit)) {
      for (int i : chosen) {
        run.add(cuts.get(i), leads(cuts.get(i)).get(0));
      }
      // A run that fails yields nothing: where FFmpeg gives up because of one input, it may fill up
      // the frames of another.
      run.execute();
      for (int k = 0; k < chosen.length; k++) {
        if (run.isComplete(k)) {
          clips[chosen[k]] = run.clip(k);
        }
      }
    } catch (JaffreeException e) {
      throwUnlessOfClips(e, chosen.length + " clips");
      LOGGER.debug("{} clips one by one, as ffmpeg {}", chosen.length, e.getMessage());
    }
  }

  private DecodeResult decodeAlone(ClipCut cut) throws IOException {
    Path path = cut.file().path();
    String problem = Decoding.problem(path);
    if (problem != null) {
      return DecodeResult.failed(MediaException.of(path, problem));
    }
    DecodeResult first = null;
    for (int lead : leads(cut)) {
      DecodeResult result = run(cut, lead);
      MediaException failure = result.failure();
      if (failure == null) {
        return result;
      }
      first = first == null ? result : first;
      if (isTimeout(failure)) {
        break;
      }
      LOGGER.debug("with a lead of {} frames: {}", lead, failure.getMessage());
    }
    return Objects.requireNonNull(first);
  }

  /**
   * Returns how many frames before the wanted one decoding may begin, to be tried in turn. Where a
   * container has no index, FFmpeg may land behind the key frame that is needed, and the first
   * frames are missing; H.264 in a transport stream does so at nearly every point.
   */
  private static List<Integer> leads(ClipCut clip) {
    FrameCut cut = clip.frames();
    if (cut == null) {
      return List.of(0);
    }
    double rate = cut.framesPerSecond();
    // A file with fewer frames a second may show the first wanted one since before the seek point.
    double own = clip.file().frameRate();
    int least = own < 0.99 * rate ? (int) Math.ceil(rate / Math.max(own, 0.1)) + 1 : 0;
    double before = clip.file().startSeconds() * rate;
    int most = cut.first() + (int) Math.floor(before);
    IntStream leads = IntStream.of(least, least + (int) Math.ceil(LONG_LEAD_SECONDS * rate));
    if (most <= FROM_START_SECONDS * rate) {
      leads = IntStream.concat(leads, IntStream.of(most));
    }
    return leads.map(lead -> Math.min(lead, most)).distinct().boxed().toList();
  }

  private static boolean isTimeout(MediaException e) {
    return e.getCause() instanceof JaffreeException run
        && run.getCause() instanceof TimeoutException;
  }

  private DecodeResult run(ClipCut cut, int lead) throws IOException {
    try (ClipRun run = new ClipRun(programs, limit)) {
      run.add(cut, lead);
      JaffreeException cause = null;
      try {
        run.execute();
      } catch (JaffreeException e) {
        throwUnlessOfClips(e, cut.file().path().toString());
        cause = e;
      }
      if (run.isComplete(0)) {
        return DecodeResult.of(run.clip(0));
      }
      String failure = cause == null ? run.shortfall(0) : "ffmpeg " + cause.getMessage();
      return DecodeResult.failed(
          MediaException.ofRun(cut.file().path(), failure, run.command(), run.errorText(), cause));
    }
  }

  /** Throws if a run failed for another reason than what it was given to read. */
  private static void throwUnlessOfClips(JaffreeException e, String what) throws IOException {
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("decoding " + what + " was interrupted");
    }
    if (String.valueOf(e.getMessage()).startsWith(BoundedProcess.NOT_STARTED)) {
      throw new MediaException("ffmpeg " + e.getMessage(), e);
    }
  }
}
