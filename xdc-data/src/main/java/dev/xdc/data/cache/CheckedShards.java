package dev.xdc.data.cache;

import dev.xdc.data.media.MediaException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.jspecify.annotations.Nullable;

/**
 * The tar files of a {@link ShardStore}, mapped into memory when first needed. Before a part of a
 * video is first read, its tar header and checksum must agree with the index. Usable from many
 * threads at once.
 */
final class CheckedShards {
  private static final int TAR_HEADER = 512;

  /** Parts that are read; the place of each is its bit in {@link #verified}. */
  private static final List<String> PARTS =
      List.of(ShardPart.FRAMES, ShardPart.SOUND, ShardPart.MEDIA);

  private final List<Path> files;
  private final AtomicReferenceArray<MappedShard> mapped;
  private final AtomicIntegerArray verified;

  /**
   * Nothing is mapped or checked yet.
   *
   * @param videos how many videos the files hold
   */
  CheckedShards(List<Path> files, int videos) {
    this.files = List.copyOf(files);
    mapped = new AtomicReferenceArray<>(files.size());
    verified = new AtomicIntegerArray(videos);
  }

  /** Returns the shard {@code file}, mapped. */
  MappedShard open(int file) throws IOException {
    MappedShard shard = mapped.get(file);
    if (shard == null) {
      mapped.compareAndSet(file, null, new MappedShard(files.get(file)));
      shard = mapped.get(file);
    }
    return shard;
  }

  /**
   * Returns a part of a video, checked unless it was before.
   *
   * @param index of the video
   * @param file the number of its shard
   * @throws MediaException if it is damaged; names shard and entry
   */
  ShardPart verify(int index, ShardVideo video, int file, String name) throws IOException {
    ShardPart part = Objects.requireNonNull(video.part(name), () -> "the shards hold no " + name);
    int bit = 1 << PARTS.indexOf(name);
    if ((verified.get(index) & bit) == 0) {
      String problem = problem(open(file), video, part);
      if (problem != null) {
        throw MediaException.of(
            files.get(file),
            "entry "
                + video.key()
                + "."
                + name
                + " is damaged: "
                + problem
                + "; copy the shard again or prepare it again");
      }
      verified.accumulateAndGet(index, bit, (before, set) -> before | set);
    }
    return part;
  }

  private static @Nullable String problem(MappedShard shard, ShardVideo video, ShardPart part)
      throws IOException {
    String problem = headerProblem(shard, video, part);
    if (problem != null) {
      return problem;
    }
    String found = ShardWriter.hex(shard.crc32c(part.offset(), part.bytes()));
    return found.equals(part.crc32c())
        ? null
        : "its checksum is " + found + ", must be " + part.crc32c();
  }

  private static @Nullable String headerProblem(MappedShard shard, ShardVideo video, ShardPart part)
      throws IOException {
    String name = video.key() + "." + part.name();
    try {
      TarArchiveEntry entry =
          new TarArchiveEntry(shard.read(part.offset() - TAR_HEADER, TAR_HEADER));
      boolean right =
          entry.isFile() && entry.getName().equals(name) && entry.getSize() == part.bytes();
      return right
          ? null
          : "its tar header says " + entry.getName() + " of " + entry.getSize() + " bytes";
    } catch (IllegalArgumentException | UncheckedIOException e) {
      return "it has no tar header";
    }
  }
}
