package dev.xdc.data.cache;

import dev.xdc.internal.file.Unfinished;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes videos into shards of about equal size, one after the other. A shard gets its name once it
 * is complete and on the disk, its index before it: whenever the work is cut off, what has a name
 * is whole, and a writer opened on the folder later resumes behind it. The same videos give the
 * same bytes, with or without a stop between.
 */
final class ShardWriter implements AutoCloseable {

  private static final int BLOCK = 512;

  private final ShardFolder held;
  private final Path folder;
  private final ShardFormat format;
  private final ShardManifest manifest;
  private final List<ShardManifest.Shard> shards = new ArrayList<>();
  private final List<ShardVideo> done = new ArrayList<>();

  private List<ShardVideo> current = new ArrayList<>();
  private long position;
  private @Nullable Unfinished unfinished;
  private @Nullable FileChannel channel;
  private @Nullable TarArchiveOutputStream tar;

  /**
   * Opens {@code folder}, which is made if it does not exist, and finds the complete shards in it.
   *
   * @param classes the class names, by class number; empty without labels
   * @param shardBytes a shard is closed before it would grow beyond this; one that holds a single
   *     video may be larger
   * @throws IOException if the folder holds anything else than shards of just these settings, or
   *     another process writes to it
   */
  ShardWriter(Path folder, ShardFormat format, List<String> classes, long shardBytes)
      throws IOException {
    this.folder = folder;
    this.format = format;
    held = new ShardFolder(folder);
    try {
      manifest = held.manifest(ShardManifest.begun(format, classes, shardBytes));
      held.deleteUnfinished();
      findComplete();
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private void findComplete() throws IOException {
    for (int i = 0; ; i++) {
      Path shard = folder.resolve(ShardIndex.shard(i));
      if (!Files.exists(shard)) {
        return;
      }
      List<ShardVideo> videos = ShardIndex.read(shard, Files.size(shard), format);
      done.addAll(videos);
      shards.add(entry(shard, videos));
    }
  }

  private static ShardManifest.Shard entry(Path shard, List<ShardVideo> videos) throws IOException {
    int leftOut = (int) videos.stream().filter(video -> video.refused() != null).count();
    return new ShardManifest.Shard(
        shard.getFileName().toString(), Files.size(shard), videos.size() - leftOut, leftOut);
  }

  /** Makes a folder for what is about to be written; it goes when this writer is closed. */
  Path spool() throws IOException {
    return held.spool();
  }

  /** Returns what has been dealt with, files left out included, in the order of the list. */
  List<ShardVideo> done() {
    return done;
  }

  /** Returns whether all videos are there. */
  boolean isComplete() {
    return manifest.complete();
  }

  /** Returns the bytes of all complete shards. */
  long bytes() {
    return shards.stream().mapToLong(ShardManifest.Shard::bytes).sum();
  }

  /**
   * Writes a video.
   *
   * @param video without parts
   * @param files its parts; each is named by what its file's name has behind the first dot
   */
  void add(ShardVideo video, List<Path> files) throws IOException {
    byte[] json = ShardIndex.description(video, format).getBytes(StandardCharsets.UTF_8);
    long need = room(json.length);
    for (Path file : files) {
      need += room(Files.size(file));
    }
    if (position > 0 && position + need > manifest.shardBytes()) {
      endShard();
    }
    TarArchiveOutputStream out = open();
    List<ShardPart> parts = new ArrayList<>();
    parts.add(
        write(
            out, video.key(), ShardPart.DESCRIPTION, new ByteArrayInputStream(json), json.length));
    for (Path file : files) {
      String name = file.getFileName().toString();
      try (InputStream in = Files.newInputStream(file)) {
        String part = name.substring(name.indexOf('.') + 1);
        parts.add(write(out, video.key(), part, in, Files.size(file)));
      }
    }
    record(video.at(List.copyOf(parts)));
  }

  /** Notes that a file was left out. */
  void leaveOut(ShardVideo refused) throws IOException {
    open();
    record(refused);
  }

  private void record(ShardVideo video) {
    current.add(video);
    done.add(video);
  }

  private static long room(long bytes) {
    return BLOCK + (bytes + BLOCK - 1) / BLOCK * BLOCK;
  }

  private TarArchiveOutputStream open() throws IOException {
    if (tar != null) {
      return tar;
    }
    unfinished = Unfinished.of(folder.resolve(ShardIndex.shard(shards.size())));
    channel =
        FileChannel.open(
            unfinished.path(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    tar =
        new TarArchiveOutputStream(
            new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 20));
    // One header block per entry whatever its size, so that offsets follow from lengths.
    tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_STAR);
    return tar;
  }

  private ShardPart write(
      TarArchiveOutputStream out, String key, String name, InputStream in, long bytes)
      throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(key + "." + name);
    entry.setSize(bytes);
    entry.setModTime(0L);
    entry.setIds(0, 0);
    CRC32C crc = new CRC32C();
    try {
      out.putArchiveEntry(entry);
      new CheckedInputStream(in, crc).transferTo(out);
      out.closeArchiveEntry();
    } catch (IOException e) {
      throw Objects.requireNonNull(unfinished).named(e);
    }
    ShardPart part = new ShardPart(name, position + BLOCK, bytes, hex(crc));
    position += room(bytes);
    return part;
  }

  static String hex(CRC32C crc) {
    return String.format(Locale.ROOT, "%08x", crc.getValue());
  }

  private void endShard() throws IOException {
    TarArchiveOutputStream out = open();
    Path shard = folder.resolve(ShardIndex.shard(shards.size()));
    try {
      out.finish();
      out.close();
    } catch (IOException e) {
      throw Objects.requireNonNull(unfinished).named(e);
    }
    ShardIndex.write(shard, current);
    Objects.requireNonNull(unfinished).finish();
    shards.add(entry(shard, current));
    tar = null;
    unfinished = null;
    channel = null;
    current = new ArrayList<>();
    position = 0;
  }

  /** Closes the last shard and marks the set as complete. */
  void finish() throws IOException {
    if (!current.isEmpty()) {
      endShard();
    }
    manifest.completed(shards).write(folder);
  }

  /** Gives the folder free; a shard that is not complete is deleted. */
  @Override
  public void close() throws IOException {
    if (channel != null) {
      channel.close();
    }
    if (unfinished != null) {
      unfinished.close();
    }
    held.close();
  }
}
