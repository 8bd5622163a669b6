package dev.xdc.data.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import dev.xdc.data.TestMedia;
import dev.xdc.data.cache.ShardEncoding;
import dev.xdc.data.cache.ShardFormat;
import dev.xdc.data.cache.ShardPreparation;
import dev.xdc.data.cache.ShardStore;
import dev.xdc.data.media.ClipCut;
import dev.xdc.data.media.ClipDecoder;
import dev.xdc.data.media.DecodedClip;
import dev.xdc.data.media.FrameCut;
import dev.xdc.data.media.FrameSize;
import dev.xdc.data.media.MediaInfo;
import dev.xdc.data.media.MediaProbe;
import dev.xdc.data.media.SoundCut;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Random windows come out the same whichever way they are read: from the file, from whole videos in
 * memory, from raw and from encoded shards. The truth is what FFmpeg's program makes of the whole
 * file, which it decodes from its beginning.
 */
class WaysOfReadingTest {

  private static final Set<Modality> BOTH = EnumSet.allOf(Modality.class);
  private static final int SOURCE_RATE = 25;
  private static final int FRAMES = 75;
  private static final FrameSize SIZE = new FrameSize(48, 32);
  private static final int WINDOWS = 6;
  private static final int SAMPLES = 6400;

  /** Of 255: the small picture has strong colours, of which MPEG-4 keeps every fourth; 8.9 seen. */
  private static final double MPEG4_LOSS = 10;

  /** Of sound whose root mean square is 8,500; 51 was seen. */
  private static final double AAC_LOSS = 100;

  private static final ClipSpec SPEC =
      ClipSpec.paper().toBuilder()
          .optFrames(4)
          .optFramesPerSecond(10)
          .optShortSide(24)
          .optCrop(24)
          .optSampleRateHertz(TestMedia.RATE)
          .build();

  private final ClipDecoder decoder = new ClipDecoder(TestMedia.programs());

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "mp4, 0, 0, -c:v mpeg4 -bf 2 -g 30 -c:a aac",
    // The clock of AVI counts coded frames: shown ones come a frame later where there are B-frames.
    "avi, 1, 0, -c:v mpeg4 -bf 2 -g 30 -c:a pcm_s16le",
    "mkv, 0, 0, -c:v ffv1 -c:a flac",
    // WebM rounds times to a millisecond: Opus's lead of 6.5 ms is stated as 7 ms.
    "webm, 0, 8, -c:v libvpx -g 30 -c:a libopus",
    "ts, 0, 0, -c:v mpeg2video -bf 2 -g 15 -c:a mp2",
  })
  void aWindowIsTheSameByEveryWay(String container, int late, int early, String options)
      throws IOException {
    Path path =
        TestMedia.encode(
            folder.resolve("film." + container),
            "" + SOURCE_RATE,
            waves(),
            SIZE.width(),
            SIZE.height(),
            TestMedia.chirp(FRAMES * TestMedia.RATE / SOURCE_RATE),
            options.split(" "));
    MediaInfo film = new MediaProbe(TestMedia.programs()).probe(path);
    DecodedClip truth = truth(path);
    ShardStore raw = prepare(film, ShardEncoding.RAW);
    ShardStore encoded = prepare(film, ShardEncoding.ENCODED);
    DecodedClip memory = whole((videos, cuts) -> decoder.decodeAll(cuts), film);
    assumeTrue(decoder.toString().contains("workers"), "FFmpeg's bindings are not there");
    DecodedClip kept =
        whole((videos, cuts) -> encoded.readAll(videos, cuts, decoder), encoded.media(0));

    Random random = new Random(11);
    int last = VideoCache.frames(film, SPEC) - SPEC.frames();
    int lastSample = (int) film.samples(SPEC.sampleRateHertz()) - SAMPLES;
    for (int i = 0; i < WINDOWS; i++) {
      FrameCut frames =
          new FrameCut(
              random.nextInt(last + 1), SPEC.frames(), SPEC.framesPerSecond(), film.resized(24));
      SoundCut sound = new SoundCut(random.nextInt(lastSample + 1), SAMPLES, TestMedia.RATE);
      String window = "frames from %d, samples from %d".formatted(frames.first(), sound.first());

      DecodedClip direct = decoder.decode(film, frames, sound);
      assertSame(direct, onDisplay(truth, film, frames, late), heard(truth, sound, early), window);
      assertSame(direct, part(pictures(memory), frames), part(sound(memory), sound), window);
      DecodedClip mapped = raw.read(0, new ClipCut(raw.media(0), frames, sound));
      assertSame(direct, pictures(mapped), sound(mapped), window);

      ClipCut cut = new ClipCut(encoded.media(0), frames, sound);
      DecodedClip coded = encoded.readAll(List.of(0), List.of(cut), decoder).get(0).get();
      assertSame(coded, part(pictures(kept), frames), part(sound(kept), sound), window);
      assertThat(meanDifference(pictures(coded), pictures(direct))).isLessThan(MPEG4_LOSS);
      assertThat(rootMeanSquare(sound(coded), sound(direct))).isLessThan(AAC_LOSS);
    }
  }

  private static void assertSame(DecodedClip clip, byte[] pictures, byte[] sound, String window) {
    assertThat(pictures(clip)).as(window).isEqualTo(pictures);
    assertThat(sound(clip)).as(window).isEqualTo(sound);
  }

  private static double meanDifference(byte[] some, byte[] others) {
    return IntStream.range(0, some.length)
        .mapToDouble(i -> Math.abs((some[i] & 255) - (others[i] & 255)))
        .average()
        .orElseThrow();
  }

  private static double rootMeanSquare(byte[] some, byte[] others) {
    return Math.sqrt(
        IntStream.range(0, some.length / 2)
            .mapToDouble(i -> TestMedia.sample(some, i) - TestMedia.sample(others, i))
            .map(d -> d * d)
            .average()
            .orElseThrow());
  }

  private static byte[] part(byte[] whole, FrameCut cut) {
    int first = cut.first() * cut.size().bytes();
    return Arrays.copyOfRange(whole, first, first + cut.bytes());
  }

  private static byte[] part(byte[] whole, SoundCut cut) {
    int first = 2 * (int) cut.first();
    return Arrays.copyOfRange(whole, first, first + cut.bytes());
  }

  private static byte[] heard(DecodedClip truth, SoundCut cut, int early) {
    SoundCut moved = new SoundCut(cut.first() + early, cut.samples(), cut.sampleRateHertz());
    return part(sound(truth), moved);
  }

  /** Returns those of the film's own frames that are on display in a window. */
  private static byte[] onDisplay(DecodedClip truth, MediaInfo film, FrameCut cut, int late) {
    byte[] window = new byte[cut.bytes()];
    int bytes = cut.size().bytes();
    double start =
        Objects.requireNonNull(film.video()).startSeconds() + (double) late / SOURCE_RATE;
    for (int i = 0; i < cut.frames(); i++) {
      double time = (cut.first() + i + 0.15) / cut.framesPerSecond() - start;
      int shown = Math.max(0, (int) Math.floor(time * SOURCE_RATE + 1e-3));
      System.arraycopy(pictures(truth), shown * bytes, window, i * bytes, bytes);
    }
    return window;
  }

  private static byte[] pictures(DecodedClip clip) {
    return Objects.requireNonNull(clip.frames());
  }

  private static byte[] sound(DecodedClip clip) {
    return Objects.requireNonNull(clip.sound());
  }

  private static DecodedClip whole(CutSource source, MediaInfo film) throws IOException {
    return new VideoCache(source, List.of(film), SPEC, BOTH).getAll(List.of(0)).get(0).get();
  }

  private ShardStore prepare(MediaInfo film, ShardEncoding keep) throws IOException {
    Path out = folder.resolve(keep.toString());
    ShardFormat format =
        new ShardFormat(
            keep, BOTH, SPEC.shortSide(), SPEC.framesPerSecond(), SPEC.sampleRateHertz());
    List<ShardPreparation.Source> files =
        List.of(new ShardPreparation.Source("film", film.path(), null, List.of(), null));
    new ShardPreparation(files, List.of(), format, out, 1 << 20)
        .run(TestMedia.programs(), 1, (done, all, left) -> {});
    return ShardStore.open(out);
  }

  /** Decodes the whole film by FFmpeg's program, each of its own frames once. */
  private DecodedClip truth(Path film) throws IOException {
    Path frames = folder.resolve("truth.rgb");
    Path sound = folder.resolve("truth.pcm");
    String command =
        "-nostdin -v error -bitexact -i %s -map 0:v -vf scale=36:24:flags=bilinear -fps_mode passthrough"
            + " -f rawvideo -pix_fmt rgb24 %s -map 0:a -ac 1 -ar 16000 -f s16le %s";
    TestMedia.ffmpeg(command.formatted(film, frames, sound).split(" "));
    return new DecodedClip(Files.readAllBytes(frames), Files.readAllBytes(sound));
  }

  /** Soft waves of colour that wander: no two frames are alike. */
  private static byte[] waves() {
    byte[] rgb = new byte[FRAMES * SIZE.bytes()];
    for (int i = 0; i < rgb.length; i++) {
      int c = i % 3;
      int x = i / 3 % SIZE.width();
      int y = i / 3 / SIZE.width() % SIZE.height();
      int t = i / SIZE.bytes();
      rgb[i] = (byte) (128 + 90 * Math.sin(c + 0.15 * x + 0.1 * (c + 1) * y + 0.4 * t));
    }
    return rgb;
  }
}
