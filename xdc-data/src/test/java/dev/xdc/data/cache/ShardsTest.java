package dev.xdc.data.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import dev.xdc.data.TestMedia;
import dev.xdc.data.media.ClipCut;
import dev.xdc.data.media.ClipDecoder;
import dev.xdc.data.media.DecodedClip;
import dev.xdc.data.media.FrameCut;
import dev.xdc.data.media.FrameSize;
import dev.xdc.data.media.MediaInfo;
import dev.xdc.data.media.MediaProbe;
import dev.xdc.data.media.SoundCut;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShardsTest {

  private static final ShardFormat RAW =
      new ShardFormat(ShardEncoding.RAW, EnumSet.allOf(Modality.class), 24, 16, TestMedia.RATE);
  private static final int MEGABYTE = 1 << 20;

  @TempDir static Path folder;
  private static List<ShardPreparation.Source> films;

  @BeforeAll
  static void makeFilms() throws IOException {
    films = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      // 80 frames of noise, 184 KB, and 5 s of sound, 160 KB.
      byte[] rgb = new byte[80 * 32 * 24 * 3];
      new Random(i).nextBytes(rgb);
      byte[] pcm = new byte[80_000 * 2];
      new Random(i).nextBytes(pcm);
      Path film = folder.resolve("f\u00fclm " + i + ".mkv");
      TestMedia.lossless(film, "16", rgb, 32, 24, pcm);
      films.add(
          new ShardPreparation.Source(
              "film/" + i, film, i % 2 == 0 ? "even" : "odd", List.of(), null));
    }
    Path broken = Files.writeString(folder.resolve("broken.mkv"), "no media");
    films.add(3, new ShardPreparation.Source("broken", broken, "odd", List.of(), null));
  }

  @Test
  void rawShardsHoldWhatTheFilesHold() throws IOException {
    Path out = folder.resolve("raw");
    ShardPreparation.Report report = prepare(out, RAW, films);

    assertThat(report.videos()).isEqualTo(7);
    assertThat(report.leftOut()).hasSize(1);
    assertThat(report.leftOut().get(0).id()).isEqualTo("broken");
    assertThat(report.leftOut().get(0).reason()).startsWith("is not readable as media");
    ShardStore store = ShardStore.open(out);
    assertThat(store.size()).isEqualTo(7);
    assertThat(store.format()).isEqualTo(RAW);
    assertThat(store.id(3)).isEqualTo("film/3");
    assertThat(store.label(3)).isEqualTo("odd");
    assertThat(names(out))
        .containsExactlyInAnyOrder(
            "shards.json",
            "shard-00000.tar",
            "shard-00000.jsonl",
            "shard-00001.tar",
            "shard-00001.jsonl",
            "shard-00002.tar",
            "shard-00002.jsonl");
    ClipDecoder decoder = new ClipDecoder(TestMedia.programs());
    int i = 0;
    for (ShardPreparation.Source film : films) {
      if (film.id().equals("broken")) {
        continue;
      }
      MediaInfo info = new MediaProbe(TestMedia.programs()).probe(film.path());
      FrameCut frames = new FrameCut(17, 8, 16, new FrameSize(32, 24));
      SoundCut sound = new SoundCut(12_345, 20_000, TestMedia.RATE);
      DecodedClip expected = decoder.decode(info, frames, sound);
      DecodedClip read = store.read(i, new ClipCut(store.media(i), frames, sound));
      assertThat(read.frames()).isEqualTo(expected.frames());
      assertThat(read.sound()).isEqualTo(expected.sound());
      assertThat(store.media(i).durationSeconds()).isEqualTo(info.durationSeconds());
      i++;
    }
  }

  /** Keys, extensions and NumPy headers as WebDataset and NumPy define them. */
  @Test
  void aShardIsAPlainTarOfOneGroupOfFilesPerVideo() throws IOException {
    Path out = folder.resolve("plain");
    prepare(out, RAW, films.subList(0, 1));
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (InputStream in = Files.newInputStream(out.resolve("shard-00000.tar"));
        TarArchiveInputStream tar = new TarArchiveInputStream(in)) {
      for (TarArchiveEntry e = tar.getNextEntry(); e != null; e = tar.getNextEntry()) {
        entries.put(e.getName(), tar.readAllBytes());
      }
    }
    assertThat(entries.keySet())
        .containsExactly("000000000.json", "000000000.frames.npy", "000000000.sound.npy");
    String text = new String(entries.get("000000000.json"), StandardCharsets.UTF_8);
    JsonObject json = JsonParser.parseString(text).getAsJsonObject();
    assertThat(json.get("id").getAsString()).isEqualTo("film/0");
    assertThat(json.get("label").getAsString()).isEqualTo("even");
    assertThat(json.get("source").getAsString()).endsWith("f\u00fclm 0.mkv");
    assertThat(json.get("frames").getAsInt()).isEqualTo(80);
    assertThat(json.get("width").getAsInt()).isEqualTo(32);
    assertThat(json.get("height").getAsInt()).isEqualTo(24);
    assertThat(json.get("framesPerSecond").getAsInt()).isEqualTo(16);
    // By Matroska's rounding the film is 5.001 s long; its packets say 5 s.
    assertThat(json.get("samples").getAsInt()).isEqualTo(80_000);
    byte[] frames = entries.get("000000000.frames.npy");
    assertThat(frames).hasSize(128 + 80 * 32 * 24 * 3);
    assertThat(Arrays.copyOf(frames, 10))
        .containsExactly(0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, 118, 0);
    assertThat(new String(frames, 10, 118, StandardCharsets.US_ASCII))
        .startsWith("{'descr': '|u1', 'fortran_order': False, 'shape': (80, 24, 32, 3), }  ")
        .endsWith(" \n");
    assertThat(new String(entries.get("000000000.sound.npy"), 10, 118, StandardCharsets.US_ASCII))
        .startsWith("{'descr': '<i2', 'fortran_order': False, 'shape': (80000,), }  ");
  }

  @Test
  void workThatWasCutOffGoesOnAndLeavesTheSameBytes() throws IOException {
    Path whole = folder.resolve("whole");
    prepare(whole, RAW, films);
    Path cut = folder.resolve("cut");
    assertThatThrownBy(
            () ->
                preparation(cut, RAW, films)
                    .run(
                        TestMedia.programs(),
                        2,
                        (done, all, left) -> {
                          if (done == 5) {
                            throw new IllegalStateException("cut off");
                          }
                        }))
        .hasMessage("cut off");
    assertThat(cut.resolve("shard-00000.tar")).exists();
    assertThatThrownBy(() -> ShardStore.open(cut)).hasMessageContaining("run xdc prepare again");
    // What a killed process leaves.
    Files.writeString(cut.resolve("shard-00001.tar.tmp"), "half");
    Files.writeString(cut.resolve("shard-00001.jsonl"), "an index comes before its shard");
    Files.createDirectory(cut.resolve("spool.tmp"));
    Files.writeString(cut.resolve("spool.tmp/000000004.frames.npy"), "half");
    Files.writeString(cut.resolve("shards.lock"), "");
    FileTimes before = FileTimes.of(cut.resolve("shard-00000.tar"));

    ShardPreparation.Report report = prepare(cut, RAW, films);

    assertThat(report.earlier()).isEqualTo(4);
    assertThat(FileTimes.of(cut.resolve("shard-00000.tar"))).isEqualTo(before);
    assertSameFiles(cut, whole);
    ShardPreparation.Report again = prepare(cut, RAW, films);
    assertThat(again.earlier()).isEqualTo(films.size());
    assertThat(again.videos()).isEqualTo(7);
  }

  private record FileTimes(Object key, Object modified) {
    static FileTimes of(Path file) throws IOException {
      return new FileTimes(Files.getAttribute(file, "fileKey"), Files.getLastModifiedTime(file));
    }
  }

  private static void assertSameFiles(Path one, Path two) throws IOException {
    List<String> names = names(one);
    assertThat(names).isEqualTo(names(two));
    for (String name : names) {
      assertThat(one.resolve(name)).as(name).hasSameBinaryContentAs(two.resolve(name));
    }
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void otherSettingsAndOtherFilesAreRefused() throws IOException {
    Path out = folder.resolve("settings");
    prepare(out, RAW, films.subList(0, 2));
    ShardFormat other =
        new ShardFormat(ShardEncoding.RAW, RAW.modalities(), 32, 16, TestMedia.RATE);
    assertThatThrownBy(() -> prepare(out, other, films.subList(0, 2)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("other settings");
    assertThatThrownBy(() -> prepare(out, RAW, films.subList(1, 3)))
        .hasMessageContaining("another list of files");
    Path strange = Files.createDirectory(folder.resolve("strange"));
    Files.writeString(strange.resolve("thesis.txt"), "dear to me");
    assertThatThrownBy(() -> prepare(strange, RAW, films))
        .hasMessageContaining("holds other files (thesis.txt)");
    assertThat(names(strange)).containsExactly("thesis.txt");
  }

  @Test
  void noUsableFileIsAnError() {
    assertThatThrownBy(() -> prepare(folder.resolve("none"), RAW, films.subList(3, 4)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("none of 1 files can be used")
        .hasMessageContaining("broken.mkv");
  }

  @Test
  void aDamagedVideoIsNamedAndTheOthersAreRead() throws IOException {
    Path out = folder.resolve("damaged");
    prepare(out, RAW, films.subList(0, 2));
    Path shard = out.resolve("shard-00000.tar");
    byte[] bytes = Files.readAllBytes(shard);
    bytes[20_000] ^= 1;
    Files.write(shard, bytes);
    ShardStore store = ShardStore.open(out);
    FrameCut frames = new FrameCut(70, 8, 16, new FrameSize(32, 24));
    assertThatThrownBy(() -> store.read(0, new ClipCut(store.media(0), frames, null)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(shard + ": entry 000000000.frames.npy is damaged: its checksum is ");
    assertThat(
            store
                .read(0, new ClipCut(store.media(0), null, new SoundCut(0, 8, TestMedia.RATE)))
                .sound())
        .hasSize(16);
    assertThat(store.read(1, new ClipCut(store.media(1), frames, null)).frames())
        .hasSize(8 * 32 * 24 * 3);
  }

  @Test
  void aShardThatWasCutShortIsRefused() throws IOException {
    Path out = folder.resolve("short");
    prepare(out, RAW, films.subList(0, 2));
    Path shard = out.resolve("shard-00000.tar");
    long bytes = Files.size(shard);
    Files.write(shard, Arrays.copyOf(Files.readAllBytes(shard), (int) bytes - 512));
    assertThatThrownBy(() -> ShardStore.open(out))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(shard + " has " + (bytes - 512) + " bytes, must have " + bytes);
    Files.delete(shard);
    assertThatThrownBy(() -> ShardStore.open(out)).hasMessageContaining(shard + " is missing");
  }

  @Test
  void aHostileTarOrIndexIsRefused() throws IOException {
    Path out = folder.resolve("hostile");
    prepare(out, RAW, films.subList(0, 1));
    Path shard = out.resolve("shard-00000.tar");
    Path index = out.resolve("shard-00000.jsonl");
    String line = Files.readString(index);
    byte[] tar = Files.readAllBytes(shard);
    FrameCut frames = new FrameCut(0, 8, 16, new FrameSize(32, 24));

    // Another name, and a claim of 8 GB, in the header of the second entry, the frames.
    for (TarArchiveEntry claim : List.of(entry("../../etc/passwd", 5), entry(FRAMES, 8L << 30))) {
      byte[] header = new byte[512];
      claim.writeEntryHeader(header);
      byte[] changed = tar.clone();
      System.arraycopy(header, 0, changed, 1024, 512);
      Files.write(shard, changed);
      ShardStore store = ShardStore.open(out);
      ClipCut cut = new ClipCut(store.media(0), frames, null);
      assertThatThrownBy(() -> store.read(0, cut))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("000000000.frames.npy is damaged: its tar header says");
    }
    Files.write(shard, tar);

    // Places outside the shard, and more frames than bytes.
    for (String lie :
        List.of(
            line.replaceFirst("\"offset\":1536", "\"offset\":9000000000"),
            line.replaceFirst("\"offset\":1536", "\"offset\":-5"),
            line.replaceFirst("\"frames\":80", "\"frames\":2000000000"),
            line.replaceFirst("\"width\":32", "\"width\":2147483647"),
            line.replaceFirst("frames.npy", "../x"),
            line.replaceFirst("\"key\":\"000000000\"", "\"key\":\"..\""),
            "null",
            "{}",
            "{")) {
      assertThat(lie).isNotEqualTo(line);
      Files.writeString(index, lie);
      assertThatThrownBy(() -> ShardStore.open(out))
          .as(lie)
          .isInstanceOf(IOException.class)
          .hasMessageContaining(index + ", line 1: ");
    }
    Files.writeString(index, line);

    Path manifest = out.resolve("shards.json");
    String told = Files.readString(manifest);
    for (String lie :
        List.of(
            told.replace("shard-00000.tar", "../shard-00000.tar"),
            told.replace("shard-00000.tar", "/dev/zero"),
            told.replace("\"version\": 1", "\"version\": 99"),
            told.replace("\"raw\"", "\"cooked\""),
            "")) {
      assertThat(lie).isNotEqualTo(told);
      Files.writeString(manifest, lie);
      assertThatThrownBy(() -> ShardStore.open(out)).as(lie).isInstanceOf(IOException.class);
    }
  }

  private static final String FRAMES = "000000000.frames.npy";

  private static TarArchiveEntry entry(String name, long size) {
    TarArchiveEntry entry = new TarArchiveEntry(name);
    entry.setSize(size);
    return entry;
  }

  @Test
  void soundAloneIsEnoughWhereNoPictureIsAskedFor() throws IOException {
    byte[] pcm = TestMedia.chirp(30_000);
    Path wav =
        TestMedia.encode(
            folder.resolve("chirp.wav"), "1", new byte[0], 0, 0, pcm, "-c:a", "pcm_s16le");
    Path out = folder.resolve("sound");
    ShardFormat sound =
        new ShardFormat(ShardEncoding.RAW, Set.of(Modality.AUDIO), 24, 16, TestMedia.RATE);
    List<ShardPreparation.Source> one =
        List.of(new ShardPreparation.Source("chirp", wav, null, List.of("song", "rise"), null));
    prepare(out, sound, one);
    ShardStore store = ShardStore.open(out);
    assertThat(store.label(0)).isNull();
    assertThat(store.tags(0)).containsExactly("song", "rise");
    assertThat(store.classes()).containsExactly("song", "rise", "even", "odd");
    assertThat(store.media(0).hasVideo()).isFalse();
    assertThat(
            store
                .read(
                    0, new ClipCut(store.media(0), null, new SoundCut(1000, 2000, TestMedia.RATE)))
                .sound())
        .isEqualTo(Arrays.copyOfRange(pcm, 2000, 6000));
    assertThatThrownBy(() -> prepare(folder.resolve("both"), RAW, one))
        .hasMessageContaining("no picture");
  }

  @Test
  void aFullDiskIsNotTakenForABadFile() {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.isWritable(full), "no /dev/full here");
    assertThatThrownBy(
            () -> {
              try (OutputStream stream = Files.newOutputStream(full, StandardOpenOption.WRITE)) {
                stream.write(1);
              }
            })
        .satisfies(e -> assertThat(ShardPreparation.isDiskFull(e)).isTrue());
    assertThat(ShardPreparation.isDiskFull(new IOException("cannot be read"))).isFalse();
  }

  @Test
  void clipsThatTheShardsCannotGiveAreRefusedWithTheRemedy() {
    ClipSpec fits =
        ClipSpec.paper().toBuilder().optFramesPerSecond(16).optShortSide(24).optCrop(16).build();
    Set<Modality> both = EnumSet.allOf(Modality.class);
    RAW.check(fits, both, "shards");
    assertThatThrownBy(() -> RAW.check(fits.toBuilder().optShortSide(32).build(), both, "shards"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "shards holds raw videos with a short side of 24 pixels, clips need 32; prepare again"
                + " with a short side of 32 pixels");
    assertThatThrownBy(
            () -> RAW.check(fits.toBuilder().optFramesPerSecond(8).build(), both, "shards"))
        .hasMessageContaining("16 frames per second, clips need 8", "keep them encoded");
    ShardFormat encoded =
        new ShardFormat(ShardEncoding.ENCODED, Set.of(Modality.VIDEO), 24, 16, 16_000);
    encoded.check(fits.toBuilder().optFramesPerSecond(8).build(), Set.of(Modality.VIDEO), "s");
    assertThatThrownBy(
            () ->
                encoded.check(
                    fits.toBuilder().optFramesPerSecond(30).build(), Set.of(Modality.VIDEO), "s"))
        .hasMessageContaining("with 30 frames per second");
    assertThatThrownBy(() -> encoded.check(fits, both, "s")).hasMessageContaining("audio");
  }

  private static ShardPreparation preparation(
      Path out, ShardFormat format, List<ShardPreparation.Source> files) {
    return new ShardPreparation(
        files, List.of("song", "rise", "even", "odd"), format, out, MEGABYTE);
  }

  private static ShardPreparation.Report prepare(
      Path out, ShardFormat format, List<ShardPreparation.Source> files) throws IOException {
    return preparation(out, format, files).run(TestMedia.programs(), 2, (done, all, left) -> {});
  }
}
