package dev.xdc.data.child;

import dev.xdc.data.media.ClipDecoder;
import dev.xdc.data.media.DecodedClip;
import dev.xdc.data.media.FfmpegPrograms;
import dev.xdc.data.media.FrameCut;
import dev.xdc.data.media.FrameSize;
import dev.xdc.data.media.MediaInfo;
import dev.xdc.data.media.MediaProbe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Function;

/** Decodes four frames of a film, and says by whom and what came of it. */
public final class DecodeOnce implements Function<Path, String> {

  /** The program of a jar that holds everything. */
  public static void main(String[] arguments) {
    System.out.println(new DecodeOnce().apply(Path.of(arguments[0])));
  }

  @Override
  public String apply(Path film) {
    try {
      FfmpegPrograms programs = FfmpegPrograms.find();
      MediaInfo media = new MediaProbe(programs).probe(film);
      ClipDecoder decoder = new ClipDecoder(programs);
      DecodedClip clip = decoder.decode(media, new FrameCut(5, 4, 16, new FrameSize(32, 24)), null);
      ClipDecoder.endIdleWorkers();
      String way = decoder.toString().contains("workers") ? "workers" : "programs";
      return way + " of the " + programs.origin() + " FFmpeg: " + Arrays.hashCode(clip.frames());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
