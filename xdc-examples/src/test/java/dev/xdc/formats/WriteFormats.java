package dev.xdc.formats;

import dev.xdc.cli.XdcCommand;
import dev.xdc.data.media.FfmpegPrograms;
import dev.xdc.data.synth.SyntheticCorpus;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Writes a file of each format, as small as they get, into an empty folder. It was run once for
 * each version whose files are kept; see {@code docs/releasing.md}.
 */
final class WriteFormats {
  /** Clips of two frames of 16 pixels and a second of sound, as the shards hold them. */
  private static final String SETTINGS =
      "--preset tiny --clusters 3 --rounds 2 --batch 4 --lr 0.01 --seed 1"
          + " --set clip.frames=2 --set clip.frameStride=1 --set clip.framesPerSecond=4"
          + " --set clip.shortSide=16 --set clip.crop=16 --set clip.sampleRateHertz=4000"
          + " --set clip.audioSeconds=1 --set clip.audioFrames=25 --set clip.melBands=16"
          + " --set video.width=1 --set audio.width=2 --set config.featureTransform=L2";

  private final Path folder;

  private WriteFormats(Path folder) {
    this.folder = folder;
  }

  /** Arguments: the folder, and one for the videos that the files are made of. */
  public static void main(String... args) throws IOException {
    Path clips = new SyntheticCorpus(7, 12, 12).write(Path.of(args[1]), FfmpegPrograms.find(), 1);
    Path two = clips.resolve("two.csv");
    Files.write(two, Files.readAllLines(clips.resolve("test.csv")).subList(0, 3));
    new WriteFormats(Path.of(args[0])).write(clips.resolve("train.csv"), two);
  }

  private void write(Path train, Path test) throws IOException {
    xdc("index --data", train, "--out", folder.resolve("media.jsonl"));
    String small = "--short-side 16 --fps 4 --sample-rate 4000";
    xdc("prepare --keep raw", small, "--data", train, "--out", folder.resolve("shards-raw"));
    xdc("prepare --keep encoded", small, "--data", test, "--out", folder.resolve("shards-encoded"));
    Path raw = folder.resolve("shards-raw");
    Path run = folder.resolve("run");
    xdc("pretrain", SETTINGS, "--data", raw, "--out", run);
    Path model = run.resolve("final");
    Path names = folder.resolve("names.csv");
    xdc("clusters --model", model, "--data", raw, "--names-template", names);
    Files.writeString(
        names, Files.readString(names).replaceFirst("(?m)^([^,]+,audio,\\d+),", "$1,beeps"));
    xdc(
        "probe --clips 1 --model",
        model,
        "--train",
        raw,
        "--test",
        raw,
        "--out",
        folder.resolve("classifier"));
    xdc("embed --clips 1 --model", model, "--data", raw, "--out", folder.resolve("features"));
    xdc("search add --clips 1 --model", model, "--data", raw, "--index", folder.resolve("search"));
  }

  private static void xdc(Object... arguments) {
    List<String> words = new ArrayList<>();
    for (Object argument : arguments) {
      words.addAll(
          argument instanceof Path
              ? List.of(argument.toString())
              : Arrays.asList(argument.toString().split(" ")));
    }
    PrintWriter console = new PrintWriter(System.out, true, Charset.defaultCharset());
    int code = XdcCommand.run(console, console, words.toArray(String[]::new));
    if (code != 0) {
      throw new IllegalStateException("xdc " + String.join(" ", words) + " ended with " + code);
    }
  }
}
