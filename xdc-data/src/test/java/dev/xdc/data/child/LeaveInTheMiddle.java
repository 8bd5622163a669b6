package dev.xdc.data.child;

import dev.xdc.data.HungPrograms;
import dev.xdc.data.Leftovers;
import dev.xdc.data.media.AudioStream;
import dev.xdc.data.media.ClipDecoder;
import dev.xdc.data.media.FfmpegPrograms;
import dev.xdc.data.media.MediaInfo;
import dev.xdc.data.media.MediaProbe;
import dev.xdc.data.media.SoundCut;
import java.io.IOException;
import java.nio.file.Path;

/** Decodes and probes with programs that hang, and waits to be ended. */
public final class LeaveInTheMiddle {

  private LeaveInTheMiddle() {}

  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    FfmpegPrograms hung = FfmpegPrograms.find(folder);
    Path file = folder.resolve("ffmpeg");
    MediaInfo info = new MediaInfo(file, 1, null, new AudioStream("aac", 16_000, 1, 0));
    daemon(() -> new ClipDecoder(hung).decode(info, null, new SoundCut(0, 8000, 16_000)));
    daemon(() -> new MediaProbe(hung).probe(file));
    while (HungPrograms.started(folder).size() < 4) {
      Thread.sleep(10);
    }
    System.out.println(Leftovers.folders(ProcessHandle.current().pid()).size());
    if (arguments[1].equals("exit")) {
      System.exit(0);
    }
    Thread.sleep(60_000);
  }

  private interface Work {
    void run() throws IOException;
  }

  private static void daemon(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException e) {
                System.out.println(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
  }
}
