package dev.xdc.data.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xdc.data.Leftovers;
import dev.xdc.data.TestMedia;
import dev.xdc.data.media.ClipCut;
import dev.xdc.data.media.ClipDecoder;
import dev.xdc.data.media.DecodeResult;
import dev.xdc.data.media.MediaException;
import dev.xdc.data.media.MediaInfo;
import dev.xdc.data.media.MediaProbe;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostileFilesTest {

  @TempDir Path folder;
  private Path film;
  private MediaInfo media;

  @BeforeEach
  void makeFilm() throws IOException {
    film = TestMedia.ramps(folder.resolve("film.mkv"), "16", 16, 64);
    media = new MediaProbe(TestMedia.programs()).probe(film);
  }

  @AfterEach
  void nothingIsLeftBehind() {
    Leftovers.assertNone();
  }

  @Test
  void brokenFilesGiveExactClipsOrNamedFailures() throws IOException {
    byte[] whole = Files.readAllBytes(film);
    List<Path> files = new ArrayList<>(List.of(film));
    for (int percent : new int[] {0, 1, 20, 50, 90, 99}) {
      byte[] part = Arrays.copyOf(whole, whole.length * percent / 100);
      files.add(Files.write(folder.resolve("first" + percent + ".mkv"), part));
    }
    for (int seed = 0; seed < 8; seed++) {
      Random random = new Random(seed);
      byte[] flipped = whole.clone();
      for (int i = 0; i < 60; i++) {
        flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
      }
      files.add(Files.write(folder.resolve("flipped" + seed + ".mkv"), flipped));
    }
    byte[] noise = new byte[50_000];
    new Random(9).nextBytes(noise);
    files.add(Files.write(folder.resolve("noise.mp4"), noise));
    files.add(Files.writeString(folder.resolve("text.mp4"), "no video"));
    files.add(Files.createDirectory(folder.resolve("folder.mp4")));
    files.add(folder.resolve("gone.mp4"));
    Survey survey = Survey.of(files);
    assertThat(survey.wrong()).isEmpty();
    assertThat(survey.results().subList(0, 3)).allSatisfy(r -> assertThat(r.failure()).isNull());
    // Of flipped files, those whose header was hit: which ones, the version of FFmpeg decides.
    assertThat(survey.refused())
        .extracting(MediaException::path)
        .isSubsetOf(files)
        .contains(
            folder.resolve("first0.mkv"),
            folder.resolve("noise.mp4"),
            folder.resolve("text.mp4"),
            folder.resolve("folder.mp4"),
            folder.resolve("gone.mp4"));
    // Some of the damage shows only when clips are decoded.
    assertThat(survey.failures()).isNotEmpty();
  }

  @Test
  void aHugeFrameIsRefused() throws IOException {
    Path bomb =
        TestMedia.encode(
            folder.resolve("bomb.avi"),
            "1",
            new byte[2 * 48 * 36 * 3],
            48,
            36,
            new byte[0],
            "-vf",
            "scale=8000:6000:flags=neighbor",
            "-c:v",
            "mjpeg");
    assertThat(Survey.of(List.of(bomb)).refused()).hasSize(1);
    DecodeResult claimed = decode(bomb, media).get(0);
    assertThat(Objects.requireNonNull(claimed.failure())).hasMessageContaining("bomb.avi");
  }

  @Test
  void playlistsOpenNoOtherFileAndNoAddress() throws Exception {
    try (Canary canary = new Canary(film)) {
      List<Path> lists = new ArrayList<>();
      for (String target : List.of("file:" + film, film.toString(), canary.address())) {
        for (String list :
            List.of(
                "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n" + target + "\n#EXT-X-ENDLIST\n",
                "ffconcat version 1.0\nfile '" + target + "'\n",
                "[playlist]\nFile1=" + target + "\nNumberOfEntries=1\n",
                "<?xml version=\"1.0\"?><MPD type=\"static\" mediaPresentationDuration=\"PT4S\">"
                    + "<Period><AdaptationSet mimeType=\"video/mp4\"><Representation id=\"1\">"
                    + "<BaseURL>"
                    + target
                    + "</BaseURL></Representation></AdaptationSet></Period></MPD>",
                "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\n"
                    + "m=video 5004 RTP/AVP 96\na=rtpmap:96 H264/90000\na=control:"
                    + target
                    + "\n")) {
          for (String extension : List.of("mp4", "mkv", "m3u8")) {
            Path file = folder.resolve("list" + lists.size() + "." + extension);
            lists.add(Files.writeString(file, list, StandardCharsets.UTF_8));
          }
        }
      }
      assertThat(Survey.of(lists).refused()).hasSize(lists.size());
      // As if the file had been media when it was indexed.
      assertThat(decode(lists, media)).allSatisfy(r -> assertThat(r.clip()).isNull());
      assertThat(canary.visits()).isEmpty();
      // The same lists do lead there if FFmpeg is run without care.
      canary.letIn(lists.get(0));
      canary.letIn(lists.get(2 * lists.size() / 3 + 2));
      canary.assertVisited();
    }
  }

  private static List<DecodeResult> decode(Path file, MediaInfo like) throws IOException {
    return decode(List.of(file), like);
  }

  private static List<DecodeResult> decode(List<Path> files, MediaInfo like) throws IOException {
    List<ClipCut> cuts = new ArrayList<>();
    for (Path file : files) {
      cuts.add(
          Survey.cut(new MediaInfo(file, like.durationSeconds(), like.video(), like.audio()), 0.5));
    }
    return new ClipDecoder(TestMedia.programs()).decodeAll(cuts);
  }
}
