package dev.xdc.data.media;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decodes exact pieces of media files with FFmpeg: frames from a given frame on, samples from a
 * given sample on.
 *
 * <p>Frame n is the picture on display at the time n / framesPerSecond, with 0.15 of a frame
 * allowed for rounded time stamps, on the one clock of the file's streams. A file of just that rate
 * gives its own frames, each once. The last frame is repeated for at most a second where a file
 * ends early, and as much of its sound may be silence; beyond that decoding fails. Sound that a
 * file has later or ends earlier than its picture, by its own statement, is silence.
 *
 * <p>Two ways lead there, see {@link #toString()}. Usually workers decode: processes that stay,
 * with FFmpeg's libraries in them, which find the key frame before the first picture and take
 * pictures and samples by their time stamps. They are used with the bundled FFmpeg, where the class
 * path has its bindings. Otherwise FFmpeg's programs cut: a process for each call. The system
 * property {@value #PROPERTY} set to {@code programs} asks for these.
 *
 * <p>Pictures that the decoder could only conceal are counted, see {@link DecodedClip#damage()};
 * where they are more than {@link #MAX_DAMAGED_SHARE} of a clip it fails. FFmpeg's programs do not
 * report them.
 *
 * <p>Usable from many threads at once: each call uses one process at a time, and waits for it. A
 * process that takes too long is killed, also when its thread is interrupted and when the JVM ends;
 * a worker without work ends after 30 s.
 */
public final class ClipDecoder {

  /** Names the way to decode: {@code workers}, the usual one, or {@code programs}. */
  public static final String PROPERTY = "xdc.decoder";

  /** After which a clip is given up and its process killed, unless stated otherwise: 60 s. */
  public static final Duration DEFAULT_LIMIT = Duration.ofSeconds(60);

  /** A clip fails if more than this share of its frames show damaged pictures: a quarter. */
  public static final double MAX_DAMAGED_SHARE = 0.25;

  private final FfmpegPrograms programs;
  private final Duration limit;
  private volatile @Nullable Decoding decoding;

  /** Decodes with {@code programs}, at most {@link #DEFAULT_LIMIT} per clip. */
  public ClipDecoder(FfmpegPrograms programs) {
    this(programs, DEFAULT_LIMIT);
  }

  /**
   * Decodes with {@code programs}, or with the libraries beside them.
   *
   * @param limit after which a clip is given up and its process killed; FFmpeg's programs have as
   *     long for several clips
   */
  public ClipDecoder(FfmpegPrograms programs, Duration limit) {
    this.programs = programs;
    this.limit = limit;
  }

  /**
   * Decodes frames, sound or both from {@code file}.
   *
   * @param frames which frames; null for none
   * @param sound which samples; null for none
   * @throws MediaException if the file does not yield exactly what was asked for
   * @throws InterruptedIOException if this thread is interrupted; its interrupt status stays set
   * @throws IllegalArgumentException if the file has no picture or no sound, but it is asked for
   */
  public DecodedClip decode(MediaInfo file, @Nullable FrameCut frames, @Nullable SoundCut sound)
      throws IOException {
    return decodeAll(List.of(new ClipCut(file, frames, sound))).get(0).get();
  }

  /**
   * Decodes all {@code cuts}. The result of a cut does not depend on its neighbours.
   *
   * <p>FFmpeg's programs decode them in one run, which for small clips takes little more than half
   * of what a run for each takes. Four to sixteen cuts are a good number; all of them are held in
   * memory.
   *
   * @return a result for each cut, in their order
   * @throws InterruptedIOException if this thread is interrupted; its interrupt status stays set
   * @throws IOException if FFmpeg cannot be started, or there is no room for its output
   */
  public List<DecodeResult> decodeAll(List<ClipCut> cuts) throws IOException {
    return cuts.isEmpty() ? List.of() : decoding().decodeAll(cuts);
  }

  private Decoding decoding() throws IOException {
    Decoding chosen = decoding;
    if (chosen == null) {
      WorkerPool pool = programs.workers();
      chosen = pool == null ? new ProgramDecoder(programs, limit) : new WorkerDecoder(pool, limit);
      decoding = chosen;
    }
    return chosen;
  }

  /**
   * Ends all workers that have no work at this moment. They end by themselves after a while; this
   * is for those who need the memory now.
   */
  public static void endIdleWorkers() {
    WorkerPool.endAll();
  }

  /** Returns which way is taken, once something has been decoded. */
  @Override
  public String toString() {
    Decoding chosen = decoding;
    return "ClipDecoder[" + (chosen == null ? programs : chosen) + "]";
  }
}
