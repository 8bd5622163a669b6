package dev.xdc.benchmarks;

import dev.xdc.data.media.FfmpegPrograms;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What nobody who calls FFmpeg can be below: it decodes the same windows, neither resizes nor
 * converts anything, and throws all away.
 */
final class Floor {

  private Floor() {}

  /** Decodes all windows, {@code perProcess} in a run of FFmpeg, {@code threads} runs at a time. */
  static void run(Windows windows, int threads, int perProcess)
      throws IOException, InterruptedException {
    Path ffmpeg = FfmpegPrograms.find().ffmpeg();
    Queue<List<Windows.Window>> work = new ConcurrentLinkedQueue<>();
    for (int i = 0; i < windows.size(); i += perProcess) {
      work.add(windows.list().subList(i, Math.min(windows.size(), i + perProcess)));
    }
    AtomicReference<Exception> failure = new AtomicReference<>();
    List<Thread> workers = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      Thread worker =
          new Thread(
              () -> {
                try {
                  for (var group = work.poll(); group != null; group = work.poll()) {
                    decode(ffmpeg, group);
                  }
                } catch (IOException | InterruptedException e) {
                  failure.set(e);
                }
              });
      worker.start();
      workers.add(worker);
    }
    for (Thread worker : workers) {
      worker.join();
    }
    if (failure.get() != null) {
      throw new IOException(failure.get());
    }
  }

  private static void decode(Path ffmpeg, List<Windows.Window> group)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(ffmpeg.toString(), "-nostdin", "-hide_banner", "-loglevel", "error"));
    for (Windows.Window window : group) {
      input(command, window.file(), window.picture(), window.pictureSeconds());
      input(command, window.file(), window.sound(), window.soundSeconds());
    }
    for (int i = 0; i < group.size(); i++) {
      command.addAll(List.of("-map", 2 * i + ":V:0", "-f", "null", "-"));
      command.addAll(List.of("-map", 2 * i + 1 + ":a:0", "-f", "null", "-"));
    }
    Process process = new ProcessBuilder(command).inheritIO().start();
    if (process.waitFor() != 0) {
      throw new IOException(command + " ended with " + process.exitValue());
    }
  }

  private static void input(List<String> command, Path file, double start, double seconds) {
    command.addAll(
        List.of("-threads", "1", "-ss", "" + start, "-t", "" + seconds, "-i", file.toString()));
  }
}
