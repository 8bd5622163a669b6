package dev.xdc.benchmarks;

import dev.xdc.clip.ClipRequest;
import dev.xdc.clip.ClipSpec;
import dev.xdc.data.media.FrameSize;
import dev.xdc.data.media.MediaInfo;
import dev.xdc.data.reader.MediaDataset;
import dev.xdc.data.sample.ClipSampler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The pieces of files that some clips need, for readers that know no clips. */
record Windows(List<Window> list) {

  /**
   * One clip.
   *
   * @param file the file
   * @param picture where its frames begin, in seconds
   * @param pictureSeconds how long they last
   * @param frames how many there are
   * @param size to which they are resized
   * @param sound where its sound begins, in seconds
   * @param soundSeconds how long it lasts
   * @param sampleRate to which it is resampled
   */
  record Window(
      Path file,
      double picture,
      double pictureSeconds,
      int frames,
      FrameSize size,
      double sound,
      double soundSeconds,
      int sampleRate) {

    private String line() {
      return String.format(
          Locale.ROOT,
          "%.6f,%.6f,%d,%d,%d,%.6f,%.6f,%d,%s",
          picture,
          pictureSeconds,
          frames,
          size.width(),
          size.height(),
          sound,
          soundSeconds,
          sampleRate,
          file);
    }
  }

  static Windows of(ClipSpec spec, MediaDataset files, List<ClipRequest> clips) {
    ClipSampler sampler = new ClipSampler(spec);
    List<Window> windows = new ArrayList<>();
    for (ClipRequest clip : clips) {
      MediaInfo file = files.index().files().get(clip.index());
      windows.add(
          new Window(
              file.path(),
              sampler.video(clip, file).startSeconds(),
              spec.videoSeconds(),
              spec.spanFrames(),
              file.resized(spec.shortSide()),
              Math.max(0, sampler.audio(clip, file).startSeconds()),
              spec.audioSeconds(),
              spec.sampleRateHertz()));
    }
    return new Windows(windows);
  }

  int size() {
    return list.size();
  }

  void write(Path csv) throws IOException {
    StringBuilder text = new StringBuilder();
    list.forEach(window -> text.append(window.line()).append('\n'));
    Files.writeString(csv, text);
  }
}
