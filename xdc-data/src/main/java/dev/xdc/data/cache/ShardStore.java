package dev.xdc.data.cache;

import dev.xdc.clip.Modality;
import dev.xdc.data.media.AudioStream;
import dev.xdc.data.media.ByteRange;
import dev.xdc.data.media.ClipCut;
import dev.xdc.data.media.ClipDecoder;
import dev.xdc.data.media.DecodeResult;
import dev.xdc.data.media.DecodedClip;
import dev.xdc.data.media.FilePart;
import dev.xdc.data.media.FrameCut;
import dev.xdc.data.media.MediaException;
import dev.xdc.data.media.MediaInfo;
import dev.xdc.data.media.SoundCut;
import dev.xdc.data.media.VideoStream;
import dev.xdc.internal.file.JsonFile;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Videos prepared by {@link ShardPreparation}, to be read in any order: a folder of uncompressed
 * tar files, {@code shard-00000.tar} and so on, an index {@code shard-00000.jsonl} beside each, and
 * {@code shards.json} for all of them. WebDataset's tools read the same tar files: a video's files
 * share a key, {@code .json} says what it is, then come {@code .frames.npy} (T x H x W x 3 unsigned
 * bytes) and {@code .sound.npy} (16-bit integers), or {@code .mp4}.
 *
 * <p>Nothing in a shard is taken at its word. Lengths are checked when it is opened; before a video
 * is first read its tar headers and checksums must agree with the index, which costs one pass over
 * its bytes in each process.
 *
 * <p>Usable from many threads at once. Shards are mapped into memory when first needed.
 */
public final class ShardStore {

  private final Path folder;
  private final ShardFormat format;
  private final List<String> classes;
  private final List<ShardVideo> videos = new ArrayList<>();
  private final List<Path> files = new ArrayList<>();
  private final List<Integer> fileOf = new ArrayList<>();
  private final CheckedShards shards;

  private ShardStore(Path folder, ShardManifest manifest) throws IOException {
    this.folder = folder;
    format = manifest.format();
    classes = List.copyOf(manifest.classes());
    for (ShardManifest.Shard shard : manifest.shards()) {
      add(shard);
    }
    shards = new CheckedShards(files, videos.size());
  }

  /** Returns whether {@code folder} holds shards. */
  public static boolean isIn(Path folder) {
    return Files.isRegularFile(folder.resolve(ShardManifest.FILE));
  }

  /** Returns whether a file of this name makes its folder one of shards. */
  public static boolean isManifest(String name) {
    return name.equals(ShardManifest.FILE);
  }

  /**
   * Opens the shards of {@code folder}.
   *
   * @throws IOException if they are not complete, a shard is missing or has another length than
   *     when it was written, or an index makes no sense
   */
  public static ShardStore open(Path folder) throws IOException {
    Path absolute = folder.toAbsolutePath().normalize();
    ShardManifest manifest = ShardManifest.read(absolute);
    if (!manifest.complete()) {
      throw new IOException(
          absolute + " is not complete; run xdc prepare again as before to resume it");
    }
    return new ShardStore(absolute, manifest);
  }

  private void add(ShardManifest.Shard shard) throws IOException {
    if (!shard.file().matches("shard-\\d{5,}\\.tar")) {
      throw new IOException(
          folder.resolve(ShardManifest.FILE)
              + " names "
              + JsonFile.shown(shard.file())
              + ", which is no shard");
    }
    Path file = folder.resolve(shard.file());
    if (!Files.isRegularFile(file)) {
      throw new IOException(file + " is missing; prepare the shards again");
    }
    if (Files.size(file) != shard.bytes()) {
      throw new IOException(
          file
              + " has "
              + Files.size(file)
              + " bytes, must have "
              + shard.bytes()
              + ": cut short or changed; copy it again, or delete "
              + ShardManifest.FILE
              + " and the folder's other files and prepare again");
    }
    for (ShardVideo video : ShardIndex.read(file, shard.bytes(), format)) {
      if (video.refused() == null) {
        videos.add(video);
        fileOf.add(files.size());
      }
    }
    files.add(file);
  }

  /** Returns what all videos have in common. */
  public ShardFormat format() {
    return format;
  }

  /** Returns how many videos there are. */
  public int size() {
    return videos.size();
  }

  /** Returns the id of a video, as the list of files gave it. */
  public String id(int index) {
    return videos.get(index).id();
  }

  /** Returns the class of a video, or null if the list of files had none. */
  public @Nullable String label(int index) {
    return videos.get(index).label();
  }

  /** Returns the classes of a video that may have several; empty if the list had no tags. */
  public List<String> tags(int index) {
    return videos.get(index).tags();
  }

  /** Returns the class names, by class number; empty if the list of files had none. */
  public List<String> classes() {
    return classes;
  }

  /** Returns the file that a video was made from. */
  public Path source(int index) {
    return Path.of(videos.get(index).source());
  }

  /** Returns the folder that holds the shards. */
  public Path folder() {
    return folder;
  }

  /** Returns the bytes of all shards. */
  public long bytes() throws IOException {
    long bytes = 0;
    for (Path file : files) {
      bytes += Files.size(file);
    }
    return bytes;
  }

  /**
   * Returns what a video holds: its kept frames and sound, and the length of its source. FFmpeg can
   * read it if it is kept encoded.
   */
  public MediaInfo media(int index) {
    ShardVideo video = videos.get(index);
    ShardPart part = video.part(ShardPart.MEDIA);
    return new MediaInfo(
        files.get(fileOf.get(index)),
        video.durationSeconds(),
        format.modalities().contains(Modality.VIDEO)
            ? new VideoStream("mpeg4", format.framesPerSecond(), video.width(), video.height(), 0)
            : null,
        format.modalities().contains(Modality.AUDIO)
            ? new AudioStream("aac", format.sampleRateHertz(), 1, 0)
            : null,
        part == null
            ? null
            : new FilePart(new ByteRange(part.offset(), part.bytes()), 0, video.durationSeconds()));
  }

  /** Returns {@link #media(int)} of all videos. */
  public List<MediaInfo> media() {
    return IntStream.range(0, size()).mapToObj(this::media).toList();
  }

  /**
   * Reads frames, sound or both of a video that is kept raw.
   *
   * @param cut frames at the size and rate of the shards, fewer where the video ends earlier; sound
   *     at the rate of the shards, inside the video
   * @throws MediaException if the shard is damaged; names shard and entry
   * @throws IOException if the shard cannot be opened
   */
  public DecodedClip read(int index, ClipCut cut) throws IOException {
    FrameCut frames = cut.frames();
    SoundCut sound = cut.sound();
    ShardVideo video = videos.get(index);
    MappedShard shard = shards.open(fileOf.get(index));
    byte[] picture = null;
    byte[] samples = null;
    if (frames != null) {
      ShardPart part = verify(index, ShardPart.FRAMES);
      int first = Math.min(cut.firstFrame(), video.frames() - 1);
      int count = Math.min(frames.frames(), video.frames() - first);
      int frameBytes = 3 * video.width() * video.height();
      long at = part.offset() + Npy.HEADER_BYTES + (long) first * frameBytes;
      picture = shard.read(at, Math.multiplyExact(count, frameBytes));
    }
    if (sound != null) {
      ShardPart part = verify(index, ShardPart.SOUND);
      long first = Math.min(cut.firstSample(), video.samples());
      int count = (int) Math.min(sound.samples(), video.samples() - first);
      samples = shard.read(part.offset() + Npy.HEADER_BYTES + 2 * first, 2 * count);
    }
    return new DecodedClip(picture, samples);
  }

  /**
   * Reads pieces of some videos, in whichever form they are kept.
   *
   * @param indices of the videos
   * @param cuts a piece of each, of what {@link #media} says of it
   * @param decoder for videos that are kept encoded; null if they are not
   * @return a result for each piece, in their order
   * @throws InterruptedIOException if this thread is interrupted; its interrupt status stays set
   * @throws IOException if the machine, not a video, is at fault
   */
  public List<DecodeResult> readAll(
      List<Integer> indices, List<ClipCut> cuts, @Nullable ClipDecoder decoder) throws IOException {
    List<@Nullable DecodeResult> results = new ArrayList<>();
    List<ClipCut> encoded = new ArrayList<>();
    for (int i = 0; i < cuts.size(); i++) {
      ClipCut cut = cuts.get(i);
      try {
        if (format.keep() == ShardEncoding.RAW) {
          results.add(new DecodeResult(read(indices.get(i), cut), null));
        } else {
          verify(indices.get(i), ShardPart.MEDIA);
          encoded.add(cut);
          results.add(null);
        }
      } catch (MediaException e) {
        results.add(new DecodeResult(null, e));
      }
    }
    if (encoded.isEmpty()) {
      return results.stream().map(Objects::requireNonNull).toList();
    }
    Iterator<DecodeResult> decoded =
        Objects.requireNonNull(decoder, "decoder").decodeAll(encoded).iterator();
    return results.stream().map(result -> result == null ? decoded.next() : result).toList();
  }

  /**
   * Checks all videos now, not each when it is first read: after copying, for instance. Costs one
   * pass over all bytes.
   *
   * @throws MediaException if one is damaged; names shard and entry
   * @throws IOException if a shard cannot be opened
   */
  public void verify() throws IOException {
    for (int index = 0; index < videos.size(); index++) {
      for (ShardPart part : videos.get(index).parts()) {
        if (!part.name().equals(ShardPart.DESCRIPTION)) { // nothing is read from it
          verify(index, part.name());
        }
      }
    }
  }

  private ShardPart verify(int index, String name) throws IOException {
    return shards.verify(index, videos.get(index), fileOf.get(index), name);
  }

  @Override
  public String toString() {
    return "ShardStore[" + folder + ": " + size() + " videos, " + format + "]";
  }
}
