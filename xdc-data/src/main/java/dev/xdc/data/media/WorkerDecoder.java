package dev.xdc.data.media;

import dev.xdc.data.internal.worker.Job;
import dev.xdc.data.internal.worker.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decodes with workers, see {@link dev.xdc.data.internal.worker}. */
final class WorkerDecoder implements Decoding {

  private static final Logger LOGGER = LoggerFactory.getLogger(WorkerDecoder.class);

  /** Damaged files named in the log. */
  private static final int NAMED = 20;

  /** Codecs begin some milliseconds late; what can be heard is longer. */
  private static final double LATE_SECONDS = 0.1;

  private final WorkerPool pool;
  private final Duration limit;
  private final Set<Path> damaged = ConcurrentHashMap.newKeySet();

  WorkerDecoder(WorkerPool pool, Duration limit) {
    this.pool = pool;
    this.limit = limit;
  }

  @Override
  public List<DecodeResult> decodeAll(List<ClipCut> cuts) throws IOException {
    List<DecodeResult> results = new ArrayList<>();
    try (WorkerRun run = new WorkerRun(pool, limit)) {
      for (int i = 0; i < cuts.size(); i++) {
        ClipCut cut = cuts.get(i);
        Path next = i + 1 < cuts.size() ? cuts.get(i + 1).file().path() : null;
        results.add(decode(cut, cut.file().path().equals(next), run));
      }
    }
    return results;
  }

  private DecodeResult decode(ClipCut cut, boolean keepsOpen, WorkerRun run) throws IOException {
    Path path = cut.file().path();
    String problem = Decoding.problem(path);
    if (problem != null) {
      return DecodeResult.failed(MediaException.of(path, problem));
    }
    Job job = InputGuard.job(cut.file(), frames(cut), sound(cut)).followed(keepsOpen);
    WorkerRun.Result result =
        run.run(
            new WorkerRun.Task(job, cut.frameBytes(), cut.soundBytes()),
            "decoding " + FileNames.shown(path));
    WorkerProcess.Answer answer = result.answer();
    if (answer == null) {
      return DecodeResult.failed(MediaException.ofRun(path, result.problem(), List.of(), "", null));
    }
    Outcome outcome = answer.outcome();
    String failure = outcome.failure().isEmpty() ? tooDamaged(cut, outcome) : outcome.failure();
    if (!failure.isEmpty()) {
      String words = ErrorTail.of(outcome.said());
      return DecodeResult.failed(MediaException.ofRun(path, failure, List.of(), words, null));
    }
    return DecodeResult.of(clip(cut, answer));
  }

  private static Job.@Nullable Frames frames(ClipCut clip) {
    FrameCut cut = clip.frames();
    return cut == null
        ? null
        : new Job.Frames(
            clip.file().startSeconds() * cut.framesPerSecond() + cut.first(),
            cut.frames(),
            cut.framesPerSecond(),
            MediaInfo.TOLERANCE,
            cut.size().width(),
            cut.size().height());
  }

  private static Job.@Nullable Sound sound(ClipCut clip) {
    SoundCut cut = clip.sound();
    return cut == null
        ? null
        : new Job.Sound(clip.firstSample(), cut.samples(), cut.sampleRateHertz());
  }

  private static String tooDamaged(ClipCut cut, Outcome outcome) {
    int all = cut.frames() == null ? 0 : cut.frames().frames();
    return outcome.damaged() > ClipDecoder.MAX_DAMAGED_SHARE * all
        ? "damaged pictures in " + outcome.damaged() + " of " + all + " frames"
        : "";
  }

  private DecodedClip clip(ClipCut cut, WorkerProcess.Answer answer) {
    Outcome outcome = answer.outcome();
    Path path = cut.file().path();
    SoundCut sound = cut.sound();
    double silence = sound == null ? 0 : outcome.missing() / (double) sound.sampleRateHertz();
    String faults = faults(outcome.damaged(), silence);
    if (!faults.isEmpty() && damaged.size() < NAMED && damaged.add(path)) {
      LOGGER.warn("{}: a clip has {}", FileNames.shown(path), faults);
    }
    return new DecodedClip(
        cut.frames() == null ? null : answer.frames(),
        cut.sound() == null ? null : answer.sound(),
        new DecodedClip.Damage(outcome.damaged(), outcome.errors(), outcome.missing()));
  }

  /** Returns what is worth a warning; empty if nothing is. */
  static String faults(int damaged, double silentSeconds) {
    List<String> faults = new ArrayList<>();
    if (damaged > 0) {
      faults.add("damaged pictures in " + damaged + (damaged == 1 ? " frame" : " frames"));
    }
    if (silentSeconds > LATE_SECONDS) {
      faults.add(String.format(Locale.ROOT, "no sound for %.2f s", silentSeconds));
    }
    return String.join(" and ", faults);
  }

  @Override
  public String toString() {
    return "workers with FFmpeg's libraries, started from " + pool;
  }
}
