package dev.xdc.data.media;

import dev.xdc.data.internal.worker.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds out by a worker what a file holds. */
final class WorkerProbe {

  private WorkerProbe() {}

  /** Probes as {@link MediaProbe#probe} says. */
  static MediaInfo probe(Path path, WorkerPool pool, Duration limit) throws IOException {
    WorkerRun.Result result;
    try (WorkerRun run = new WorkerRun(pool, limit)) {
      WorkerRun.Task task = new WorkerRun.Task(InputGuard.job(path), 0, 0);
      result = run.run(task, "probing " + FileNames.shown(path));
    }
    WorkerProcess.Answer answer = result.answer();
    if (answer == null) {
      RefusalKind kind = result.timedOut() ? RefusalKind.TIMED_OUT : RefusalKind.UNREADABLE;
      throw refusal(path, kind, "is not readable as media: " + result.problem(), "");
    }
    Outcome outcome = answer.outcome();
    if (!outcome.failure().isEmpty()) {
      String words = ErrorTail.of(outcome.said());
      MediaException known = MediaProbe.known(path, words, List.of(), null);
      throw known == null
          ? refusal(
              path, RefusalKind.UNREADABLE, "is not readable as media: " + outcome.failure(), words)
          : known;
    }
    return read(path, answer.findings(), ErrorTail.of(outcome.said()));
  }

  private static MediaException refusal(Path path, RefusalKind kind, String problem, String words) {
    return MediaException.ofRun(path, kind, problem, List.of(), words, null);
  }

  private static MediaInfo read(Path path, String findings, String words) throws IOException {
    Map<String, String> found = new HashMap<>();
    findings
        .lines()
        .forEach(
            line -> {
              int sign = line.indexOf('=');
              found.put(line.substring(0, sign), line.substring(sign + 1));
            });
    String video = found.get("video");
    String audio = found.get("audio");
    if (video == null && audio == null) {
      throw refusal(
          path, RefusalKind.NO_STREAMS, "holds neither a moving picture nor sound", words);
    }
    long claimed = (long) number(found, "unlisted");
    if (claimed > 0) {
      throw refusal(
          path, RefusalKind.UNREADABLE, ProbeReading.unlisted(claimed, Files.size(path)), words);
    }
    int width = (int) number(found, "width");
    int height = (int) number(found, "height");
    if ((long) width * height > FrameSize.MAX_PIXELS) {
      throw refusal(path, RefusalKind.FRAME_TOO_LARGE, ProbeReading.tooLarge(width, height), "");
    }
    if (!(number(found, "length") > 0)) {
      throw refusal(
          path,
          RefusalKind.NO_LENGTH,
          "states no length and holds nothing that lasts: a header without media, or a still image",
          words);
    }
    if (video != null && (width < 1 || height < 1)) {
      MediaException known = MediaProbe.known(path, words, List.of(), null);
      throw known == null
          ? refusal(path, RefusalKind.UNREADABLE, ProbeReading.noSize(video), words)
          : known;
    }
    try {
      return new MediaInfo(
          path,
          number(found, "length"),
          video == null
              ? null
              : new VideoStream(
                  video, number(found, "rate"), width, height, number(found, "videoStart")),
          audio == null
              ? null
              : new AudioStream(
                  audio,
                  (int) number(found, "hertz"),
                  (int) number(found, "channels"),
                  number(found, "audioStart")));
    } catch (IllegalArgumentException e) {
      MediaException known = MediaProbe.known(path, words, List.of(), null);
      if (known != null) {
        throw known;
      }
      throw refusal(path, RefusalKind.UNREADABLE, String.valueOf(e.getMessage()), words);
    }
  }

  private static double number(Map<String, String> found, String name) {
    @Nullable String value = found.get(name);
    return value == null ? 0 : Double.parseDouble(value);
  }
}
