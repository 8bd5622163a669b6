package dev.xdc.spark;

import dev.xdc.data.cache.ShardStore;
import dev.xdc.internal.file.Unfinished;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.SparkEnv;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.util.Utils;

/**
 * Shards on a file system that Hadoop knows, such as HDFS, as a folder on this machine's disk, from
 * where they are mapped into memory.
 *
 * <pre>{@code
 * ClipsOpener clips = () -> openClips(HadoopShards.copy("hdfs://namenode/shards").toString());
 * }</pre>
 */
public final class HadoopShards {
  /**
   * The setting of Spark that names a folder for copies on each machine. They stay there for later
   * runs; in Spark's local folder, the default, they go with the application.
   */
  public static final String FOLDER = "spark.xdc.cacheFolder";

  private static final Pattern URI = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+://.*");

  private HadoopShards() {}

  /** Returns whether a name is that of a folder on such a file system, with its scheme. */
  public static boolean isNamedBy(String name) {
    return URI.matcher(name).matches();
  }

  /**
   * Copies shards to this machine, unless that was done before, and checks them against their
   * checksums. To be called where Spark runs: on the driver, or in a task. Processes of one machine
   * that share the folder for copies wait for each other.
   *
   * @param folder its name with its scheme, such as {@code hdfs://namenode/shards}
   * @return a folder of shards; others than those of before are copied to another one
   * @throws IOException if there are no shards, they cannot be read, are damaged, or there is no
   *     room for them; names the host
   * @throws IllegalStateException if Spark does not run in this JVM
   */
  public static Path copy(String folder) throws IOException {
    SparkEnv here = SparkEnv.get();
    if (here == null) {
      throw new IllegalStateException("there is no Spark context: create it first");
    }
    org.apache.hadoop.fs.Path from = new org.apache.hadoop.fs.Path(folder);
    FileSystem files = from.getFileSystem(SparkHadoopUtil.get().newConfiguration(here.conf()));
    FileStatus[] found = list(files, from);
    Path copies = Path.of(here.conf().get(FOLDER, Utils.getLocalDir(here.conf())));
    Path copy = copies.resolve("xdc-shards-" + name(folder, found));
    Files.createDirectories(copies);
    synchronized (HadoopShards.class) {
      try (FileChannel channel =
              FileChannel.open(
                  copies.resolve(copy.getFileName() + ".lock"),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE);
          FileLock lock = channel.lock()) {
        if (!Files.isDirectory(copy)) {
          copy(files, found, copy);
        }
      }
    }
    return copy;
  }

  private static FileStatus[] list(FileSystem files, org.apache.hadoop.fs.Path from)
      throws IOException {
    try {
      FileStatus[] found = files.listStatus(from, path -> !path.getName().startsWith("."));
      if (Arrays.stream(found).anyMatch(file -> ShardStore.isManifest(file.getPath().getName()))) {
        return found;
      }
    } catch (FileNotFoundException e) {
      // said below
    }
    throw new IOException(
        from + " holds no shards, as seen from " + Executors.host() + "; make them by xdc prepare");
  }

  /** Returns a name that is another one when a file has changed. */
  private static String name(String folder, FileStatus[] found) {
    List<String> parts = new ArrayList<>(List.of(folder));
    Arrays.stream(found)
        .map(
            file ->
                file.getPath().getName() + " " + file.getLen() + " " + file.getModificationTime())
        .sorted()
        .forEach(parts::add);
    byte[] all = String.join("\n", parts).getBytes(StandardCharsets.UTF_8);
    return UUID.nameUUIDFromBytes(all).toString();
  }

  private static void copy(FileSystem files, FileStatus[] found, Path copy) throws IOException {
    try (Unfinished unfinished = Unfinished.of(copy)) {
      Files.createDirectory(unfinished.path());
      long bytes = Arrays.stream(found).mapToLong(FileStatus::getLen).sum();
      Executors.requireRoom(unfinished.path(), bytes, "shards", FOLDER);
      for (FileStatus file : found) {
        if (file.isFile()) {
          try (InputStream in = files.open(file.getPath())) {
            Files.copy(in, unfinished.path().resolve(file.getPath().getName()));
          }
        }
      }
      ShardStore.open(unfinished.path()).verify();
      unfinished.finish();
    } catch (IOException e) {
      throw new IOException(
          "the shards could not be copied to " + Executors.host() + ": " + e.getMessage(), e);
    }
  }
}
