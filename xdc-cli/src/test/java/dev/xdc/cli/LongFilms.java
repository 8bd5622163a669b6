package dev.xdc.cli;

import dev.xdc.data.media.FfmpegPrograms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Long films, joined of the clips of a made-up corpus, 2 s each. */
final class LongFilms {

  private LongFilms() {}

  /** Joins the clips of a folder, {@code each} to a film, as {@code film0.mp4} and so on. */
  static Path join(Path clips, int each, Path films) throws IOException {
    Files.createDirectories(films);
    List<Path> all;
    try (Stream<Path> walk = Files.walk(clips)) {
      all = walk.filter(path -> path.toString().endsWith(".mp4")).sorted().toList();
    }
    for (int film = 0; film < all.size() / each; film++) {
      Path list = films.resolve("list.txt");
      Files.writeString(
          list,
          all.subList(film * each, (film + 1) * each).stream()
              .map(path -> "file '" + path.toAbsolutePath() + "'\n")
              .collect(Collectors.joining()));
      run(
          FfmpegPrograms.find().ffmpeg().toString(),
          "-nostdin",
          "-loglevel",
          "error",
          "-f",
          "concat",
          "-safe",
          "0",
          "-i",
          list.toString(),
          "-c",
          "copy",
          films.resolve("film" + film + ".mp4").toString());
      Files.delete(list);
    }
    return films;
  }

  private static void run(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String words = new String(process.getInputStream().readAllBytes());
    try {
      if (process.waitFor() != 0) {
        throw new IOException(words);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
