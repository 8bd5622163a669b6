package dev.xdc.data.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class FfmpegProgramsTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  @TempDir Path temp;

  @Test
  void findsTheBundledPrograms() throws IOException {
    FfmpegPrograms programs = findIn(temp);

    assertThat(programs.origin()).isEqualTo("bundled");
    assertThat(programs.version()).isEqualTo("8.1.2");
    assertThat(programs.directory()).hasParent(temp);
    assertThat(programs.ffmpeg()).isExecutable();
    assertThat(programs.ffprobe()).isExecutable();
    assertThat(programs).hasToString("FFmpeg 8.1.2 (bundled, " + programs.directory() + ")");
  }

  @Test
  void foundProgramsEncodeAndDecode() throws IOException {
    encodeAndDecode(FfmpegPrograms.find());
  }

  @Test
  void unpacksOnceForSeveralAtOnce() throws Exception {
    int threads = 4;
    CyclicBarrier start = new CyclicBarrier(threads);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      Callable<FfmpegPrograms> find =
          () -> {
            start.await();
            return findIn(temp);
          };
      List<Path> folders = new ArrayList<>();
      for (Future<FfmpegPrograms> found : pool.invokeAll(List.of(find, find, find, find))) {
        folders.add(found.get().directory());
      }
      assertThat(folders).hasSize(threads).allMatch(folders.get(0)::equals);
    } finally {
      pool.shutdownNow();
    }
    try (Stream<Path> left = Files.list(temp)) {
      assertThat(left.map(file -> file.getFileName().toString()))
          .allMatch(name -> name.startsWith("ffmpeg-"));
    }
  }

  @Test
  void unpacksAgainWhatIsIncomplete() throws IOException {
    Path folder = BundledFfmpeg.unpack(temp);
    assertThat(folder).isNotNull();
    Path program = folder.resolve(FfmpegPrograms.fileName("ffmpeg"));
    Files.writeString(program, "half");
    Files.delete(folder.resolve(FfmpegPrograms.fileName("ffprobe")));

    assertThat(findIn(temp).version()).isEqualTo("8.1.2");
    assertThat(Files.size(program)).isGreaterThan(100_000);
  }

  @Test
  void takesAConfiguredFolderOrFile() throws IOException {
    FfmpegPrograms bundled = FfmpegPrograms.find();

    assertThat(FfmpegPrograms.find(bundled.directory()).origin()).isEqualTo("configured");
    assertThat(FfmpegPrograms.find(bundled.ffmpeg()).directory()).isEqualTo(bundled.directory());
  }

  @Test
  void namesAConfiguredFolderWithoutPrograms() {
    assertThatThrownBy(() -> FfmpegPrograms.find(temp))
        .isInstanceOf(MediaException.class)
        .hasMessageContaining("configured")
        .hasMessageContaining("there is no " + temp.toAbsolutePath())
        .hasMessageContaining("-Dxdc.ffmpeg");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void refusesAnOldFfmpeg() throws IOException {
    script("ffmpeg", "echo 'ffmpeg version 4.4.2-0ubuntu0 Copyright'");
    script("ffprobe", "echo 'ffprobe version 4.4.2-0ubuntu0 Copyright'");

    assertThatThrownBy(() -> FfmpegPrograms.find(temp))
        .isInstanceOf(MediaException.class)
        .hasMessageContaining("too old (4.4.2-0ubuntu0)")
        .hasMessageContaining("5.1");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void refusesAProgramThatIsNotFfmpeg() throws IOException {
    script("ffmpeg", "echo hello; exit 3");

    assertThatThrownBy(() -> FfmpegPrograms.find(temp))
        .isInstanceOf(MediaException.class)
        .hasMessageContaining("ends with code 3: hello");
  }

  /** Of the same size, as a fault of the disk or somebody with bad intentions leaves it. */
  @Test
  void unpacksAgainWhatHasOneOtherByte() throws IOException {
    Path used = BundledFfmpeg.unpack(temp.resolve("used"));
    assertThat(used).isNotNull();
    Path folder = Files.createDirectories(temp.resolve("fresh")).resolve(used.getFileName());
    Files.move(used, folder); // as another process finds it that has not looked yet
    Path library = folder.resolve("libavcodec.so.62");
    byte[] sound = Files.readAllBytes(library);
    byte[] damaged = sound.clone();
    damaged[damaged.length / 2] ^= 1;
    Files.write(library, damaged);

    assertThat(findIn(folder.resolveSibling("")).version()).isEqualTo("8.1.2");
    assertThat(Files.readAllBytes(library)).isEqualTo(sound);
  }

  @Test
  void usesAFolderOfItsOwnWhereTheCacheCannotBeUsed() throws IOException {
    FfmpegPrograms programs = FfmpegPrograms.find(unwritableCache(), temp, null);

    assertThat(programs.origin()).isEqualTo("bundled");
    assertThat(programs.directory().getParent()).hasParent(temp);
  }

  @Test
  void fallsBackToTheSearchPath() throws IOException {
    Path directory = FfmpegPrograms.find().directory();
    Path none = unwritableCache();
    FfmpegPrograms programs = FfmpegPrograms.find(none, none, directory.toString());

    assertThat(programs.origin()).isEqualTo("PATH");
    assertThat(programs.directory()).isEqualTo(directory);
  }

  @Test
  void tellsWhatWasTriedAndTheRemedy() throws IOException {
    Path cache = unwritableCache();

    assertThatThrownBy(() -> FfmpegPrograms.find(cache, cache, temp.toString()))
        .isInstanceOf(MediaException.class)
        .hasMessageContaining("bundled: FFmpeg cannot be unpacked (" + cache.getParent())
        .hasMessageContaining("XDC_CACHE")
        .hasMessageContaining("PATH: no folder with ffmpeg and ffprobe")
        .hasMessageContaining("dev.xdc:xdc-natives")
        .hasMessageNotContaining("\n");
  }

  /** A library that no system has stands for the ones that a bare system lacks. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void startsWhereALibraryIsMissing() throws IOException {
    Path folder = BundledFfmpeg.unpack(temp);
    assertThat(folder).isNotNull();
    rename(folder.resolve("libavdevice.so.62"), "libpulse.so.0", "libpulse-no.0");
    assertThatThrownBy(() -> FfmpegPrograms.find(folder))
        .hasMessageContaining(": cannot open shared object file");

    FfmpegPrograms programs = findIn(temp);

    assertThat(programs.origin()).isEqualTo("bundled");
    assertThat(programs.version()).isEqualTo("8.1.2");
    assertThat(programs.directory().resolve("lib/libpulse-no.0")).isRegularFile();
    encodeAndDecode(programs);
    assertThat(findIn(temp).directory()).isEqualTo(programs.directory());
  }

  private FfmpegPrograms findIn(Path cache) throws IOException {
    return FfmpegPrograms.find(cache, temp, null);
  }

  /** A file where the folder should be: not writable, whoever runs the test. */
  private Path unwritableCache() throws IOException {
    return Files.writeString(temp.resolve("cache"), "").resolve("xdc");
  }

  private void script(String name, String body) throws IOException {
    Path file = Files.writeString(temp.resolve(name), "#!/bin/sh\n" + body + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  /** Replaces a name in a binary file by one of the same length. */
  private static void rename(Path file, String from, String to) throws IOException {
    assertThat(to).hasSameSizeAs(from);
    String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
    assertThat(bytes).contains(from);
    Files.writeString(file, bytes.replace(from, to), StandardCharsets.ISO_8859_1);
  }

  private void encodeAndDecode(FfmpegPrograms programs) throws IOException {
    String file = temp.resolve("clip.mp4").toString();
    ProgramRun encode =
        ProgramRun.of(
            List.of(
                programs.ffmpeg().toString(),
                "-nostdin",
                "-loglevel",
                "error",
                "-f",
                "lavfi",
                "-i",
                "testsrc=size=64x48:rate=10:duration=1",
                "-f",
                "lavfi",
                "-i",
                "sine=duration=1",
                "-c:v",
                "mpeg4",
                "-c:a",
                "aac",
                file),
            TIMEOUT);
    assertThat(encode).isEqualTo(new ProgramRun(0, ""));
    ProgramRun probe =
        ProgramRun.of(
            List.of(
                programs.ffprobe().toString(),
                "-v",
                "error",
                "-count_frames",
                "-show_entries",
                "stream=codec_name,nb_read_frames",
                "-of",
                "csv=p=0",
                file),
            TIMEOUT);
    assertThat(probe.output().lines())
        .contains("mpeg4,10")
        .anyMatch(line -> line.startsWith("aac"));
  }
}
