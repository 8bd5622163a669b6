package dev.xdc.data.internal.worker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVRational;

/** Says what a file holds, a line of {@code name=value} for each finding. */
final class ProbeJob {

  private final Job job;
  private final Natives natives;
  private final Reply reply;
  private final StringBuilder findings = new StringBuilder();

  ProbeJob(Job job, Natives natives, Reply reply) {
    this.job = job;
    this.natives = natives;
    this.reply = reply;
  }

  /**
   * Looks at the file.
   *
   * @throws FaultException if FFmpeg cannot open it
   */
  Outcome run() throws IOException, FaultException {
    try (OpenFile file = new OpenFile(job)) {
      if (file.video() >= 0) {
        AVStream stream = file.context().streams(file.video());
        AVCodecParameters picture = stream.codecpar();
        boolean turned = Scaler.isTurned(Scaler.matrix(stream));
        add("video", OpenFile.codec(stream));
        add("width", turned ? picture.height() : picture.width());
        add("height", turned ? picture.width() : picture.height());
        add("rate", rate(stream));
        addSeconds("videoStart", file.start(stream));
      }
      if (file.audio() >= 0) {
        AVStream stream = file.context().streams(file.audio());
        add("audio", OpenFile.codec(stream));
        add("hertz", stream.codecpar().sample_rate());
        add("channels", stream.codecpar().ch_layout().nb_channels());
        addSeconds("audioStart", file.start(stream));
      }
      if (file.video() >= 0 || file.audio() >= 0) {
        int main = file.video() >= 0 ? file.video() : file.audio();
        add("unlisted", file.unlisted(file.context().streams(main)));
        addSeconds("length", new Length(file).seconds());
      }
    }
    reply.add(Reply.FINDINGS, findings.toString().getBytes(StandardCharsets.UTF_8));
    return new Outcome("", natives.said(), 0, 0, 0);
  }

  private void add(String name, Object value) {
    findings.append(name).append('=').append(value).append('\n');
  }

  /** Adds a time to a millionth of a second, FFmpeg's own unit. */
  private void addSeconds(String name, double seconds) {
    add(name, Math.round(seconds * 1e6) / 1e6);
  }

  private static double rate(AVStream stream) {
    double average = value(stream.avg_frame_rate());
    return average > 0 ? average : value(stream.r_frame_rate());
  }

  private static double value(AVRational rational) {
    return rational.den() == 0 ? 0 : (double) rational.num() / rational.den();
  }
}
