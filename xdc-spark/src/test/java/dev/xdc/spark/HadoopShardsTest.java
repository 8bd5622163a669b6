package dev.xdc.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.xdc.cli.XdcCommand;
import dev.xdc.data.media.FfmpegPrograms;
import dev.xdc.data.synth.SyntheticCorpus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Through Hadoop's file system on a local disk; {@link HdfsTest} has a cluster. */
class HadoopShardsTest {
  @TempDir private static Path machine;
  private static Path copies;
  private static Path shards;
  private static JavaSparkContext spark;

  @BeforeAll
  static void start() throws IOException {
    Path archive = new SyntheticCorpus(1, 12, 12).write(machine, FfmpegPrograms.find(), 1);
    shards = machine.resolve("shards");
    String videos = archive.resolve("train").toString();
    XdcSparkTest.command(
        XdcCommand::run, "prepare", "--data", videos, "--keep", "raw", "--out", shards.toString());
    copies = machine.resolve("copies");
    spark =
        new JavaSparkContext(
            TinyRuns.conf("local[1]")
                .set(HadoopShards.FOLDER, copies.toString())
                .set("spark.hadoop.fs.elsewhere.impl", Elsewhere.class.getName()));
  }

  @AfterAll
  static void stop() {
    spark.close();
  }

  @Test
  void shardsAreCopiedOnceUntilTheyChange() throws IOException {
    Path first = HadoopShards.copy(shards.toUri().toString());
    assertThat(first).hasParent(copies);
    List<String> names = names(shards);
    assertThat(names(first)).isEqualTo(names).contains("shards.json", "shard-00000.tar");
    for (String name : names) {
      assertThat(first.resolve(name)).hasSameBinaryContentAs(shards.resolve(name));
    }
    Files.writeString(first.resolve("mark"), "not copied again");
    assertThat(HadoopShards.copy(shards.toUri().toString())).isEqualTo(first);
    assertThat(first.resolve("mark")).exists();

    Files.setLastModifiedTime(shards.resolve("shards.json"), FileTime.fromMillis(1));
    assertThat(HadoopShards.copy(shards.toUri().toString())).isNotEqualTo(first).hasParent(copies);
  }

  @Test
  void aFileSystemThatSparksSettingsNameIsFound() throws IOException {
    Path copy = HadoopShards.copy(Elsewhere.ADDRESS.resolve(shards.toString()).toString());
    assertThat(names(copy)).isEqualTo(names(shards));
  }

  /** This machine's disk under a name that Hadoop does not know by itself. */
  static final class Elsewhere extends RawLocalFileSystem {
    static final URI ADDRESS = URI.create("elsewhere:///");

    @Override
    public URI getUri() {
      return ADDRESS;
    }
  }

  @Test
  void damagedShardsAreRefusedAndNotKept() throws IOException {
    Path damaged = machine.resolve("damaged");
    Files.createDirectory(damaged);
    for (String name : names(shards)) {
      Files.copy(shards.resolve(name), damaged.resolve(name));
    }
    Files.write(damaged.resolve("shard-00000.tar"), damaged(shards));
    List<String> before = folders(copies);

    assertThatThrownBy(() -> HadoopShards.copy(damaged.toUri().toString()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("could not be copied to " + InetAddress.getLocalHost().getHostName())
        .hasMessageContaining("is damaged");
    assertThat(folders(copies)).isEqualTo(before);
  }

  @Test
  void aFolderWithoutShardsIsRefused() {
    assertThatThrownBy(() -> HadoopShards.copy(machine.resolve("nowhere").toUri().toString()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("nowhere holds no shards");
    assertThat(HadoopShards.isNamedBy("hdfs://namenode/shards")).isTrue();
    assertThat(HadoopShards.isNamedBy("/shared/shards")).isFalse();
    assertThat(HadoopShards.isNamedBy("C:\\shards")).isFalse();
  }

  @Test
  void aDiskWithoutRoomIsNamedWithItsHost() {
    assertThatThrownBy(() -> Executors.requireRoom(machine, Long.MAX_VALUE, "shards", "a.setting"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(machine + " on ")
        .hasMessageContaining("set a.setting to a folder elsewhere");
  }

  /** Returns the first shard of a folder with another bit in the second part of its first video. */
  static byte[] damaged(Path folder) throws IOException {
    byte[] tar = Files.readAllBytes(folder.resolve("shard-00000.tar"));
    String index = Files.readString(folder.resolve("shard-00000.jsonl"));
    Matcher offsets = Pattern.compile("\"offset\":\\d+.*?\"offset\":(\\d+)").matcher(index);
    assertThat(offsets.find()).isTrue();
    tar[Integer.parseInt(offsets.group(1)) + 1000] ^= 1;
    return tar;
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static List<String> folders(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(Files::isDirectory).map(Path::toString).sorted().toList();
    }
  }
}
