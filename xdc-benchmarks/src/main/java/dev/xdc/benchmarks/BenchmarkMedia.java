package dev.xdc.benchmarks;

import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import dev.xdc.data.cache.ShardEncoding;
import dev.xdc.data.cache.ShardFormat;
import dev.xdc.data.cache.ShardPreparation;
import dev.xdc.data.media.FfmpegPrograms;
import dev.xdc.data.reader.MediaList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

/**
 * H.264 files as the web has them: 10 s, 30 frames a second, a key frame every 2 s, AAC in stereo
 * at 44.1 kHz. The picture is a fractal zoom with grain, at 400 kbit/s for 320 x 240 and 2.4 Mbit/s
 * for 1280 x 720.
 */
final class BenchmarkMedia {

  private static final int FILES = 12;

  private BenchmarkMedia() {}

  /** Makes the files, unless the folder exists. */
  static void make(Path folder, int width, int height) throws IOException, InterruptedException {
    if (Files.exists(folder)) {
      return;
    }
    Path unfinished = Files.createTempDirectory(folder.toAbsolutePath().getParent(), "media");
    for (int i = 0; i < FILES; i++) {
      List<String> command = new ArrayList<>();
      command.addAll(
          List.of(FfmpegPrograms.find().ffmpeg().toString(), "-nostdin", "-loglevel", "error"));
      String picture =
          "mandelbrot=size=%dx%d:rate=30:start_scale=%s,noise=alls=6:allf=t"
              .formatted(width, height, 3.0 / (1 + i));
      command.addAll(List.of("-f", "lavfi", "-i", picture));
      command.addAll(List.of("-f", "lavfi", "-i", "anoisesrc=color=pink:seed=" + i));
      command.addAll(List.of("-t", "10", "-pix_fmt", "yuv420p", "-c:v", "libopenh264"));
      command.addAll(List.of("-g", "60", "-b:v", width > 640 ? "2400k" : "400k"));
      command.addAll(List.of("-c:a", "aac", "-ar", "44100", "-ac", "2", "-b:a", "128k"));
      command.add(unfinished.resolve("film%02d.mp4".formatted(i)).toString());
      if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
        throw new IOException(command + " failed");
      }
    }
    Files.move(unfinished, folder);
  }

  /** Decodes videos into shards of 16 frames a second, with two threads. */
  static ShardPreparation.Report shards(
      MediaList files, ClipSpec spec, ShardEncoding keep, Path folder) throws IOException {
    List<ShardPreparation.Source> sources =
        files.items().stream()
            .map(
                item ->
                    new ShardPreparation.Source(
                        item.id(), item.path(), item.label(), item.tags(), null))
            .toList();
    ShardFormat format =
        new ShardFormat(
            keep, EnumSet.allOf(Modality.class), spec.shortSide(), 16, spec.sampleRateHertz());
    return new ShardPreparation(
            sources, files.classes(), format, folder, ShardPreparation.DEFAULT_SHARD_BYTES)
        .run(FfmpegPrograms.find(), 2, (done, all, left) -> {});
  }
}
