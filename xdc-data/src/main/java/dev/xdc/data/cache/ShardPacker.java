package dev.xdc.data.cache;

import dev.xdc.clip.Modality;
import dev.xdc.data.media.ClipDecoder;
import dev.xdc.data.media.DecodedClip;
import dev.xdc.data.media.FfmpegPrograms;
import dev.xdc.data.media.FrameCut;
import dev.xdc.data.media.FrameSize;
import dev.xdc.data.media.MediaException;
import dev.xdc.data.media.MediaInfo;
import dev.xdc.data.media.MediaWriter;
import dev.xdc.data.media.RawMedia;
import dev.xdc.data.media.SoundCut;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Brings one video into the form in which it is kept, piece by piece, so that memory does not grow
 * with its length.
 *
 * <p>Usable from many threads at once.
 */
final class ShardPacker {

  /** Of frames, or of samples, that are held in memory at a time. */
  private static final long PIECE_BYTES = 16 << 20;

  /** Frames from one key frame to the next where videos are kept encoded. */
  static final int GROUP = 8;

  /** For a piece, or for encoding a video: long pieces of 4K pictures take a minute or two. */
  private static final Duration LIMIT = Duration.ofMinutes(30);

  private final ShardFormat format;
  private final Path folder;
  private final ClipDecoder decoder;
  private final MediaWriter encoder;

  /** Packs into files of {@code folder}. */
  ShardPacker(FfmpegPrograms programs, ShardFormat format, Path folder) {
    this.format = format;
    this.folder = folder;
    decoder = new ClipDecoder(programs, LIMIT);
    encoder = new MediaWriter(programs);
  }

  /**
   * Packs a video.
   *
   * @throws MediaException about {@code media}'s file if that cannot be decoded
   * @throws IOException if anything else fails
   */
  PackedVideo pack(ShardPreparation.Source source, String key, MediaInfo media) throws IOException {
    FrameSize size = size(media);
    boolean picture = format.modalities().contains(Modality.VIDEO);
    boolean sound = format.modalities().contains(Modality.AUDIO);
    double rate = format.framesPerSecond();
    int frames = picture ? Math.max(1, media.frames(rate)) : 0;
    long samples = sound ? media.samples(format.sampleRateHertz()) : 0;
    if (samples > Integer.MAX_VALUE || frames == Integer.MAX_VALUE) {
      throw MediaException.of(media.path(), "is too long; cut it into parts");
    }
    ShardVideo video =
        new ShardVideo(
            key,
            source.id(),
            source.label(),
            source.tags(),
            media.path().toString(),
            media.durationSeconds(),
            size == null ? 0 : size.width(),
            size == null ? 0 : size.height(),
            frames,
            (int) samples,
            List.of(),
            null);
    boolean raw = format.keep() == ShardEncoding.RAW;
    Path rawFrames = picture ? folder.resolve(key + (raw ? "." + ShardPart.FRAMES : ".rgb")) : null;
    Path rawSound = sound ? folder.resolve(key + (raw ? "." + ShardPart.SOUND : ".pcm")) : null;
    decode(media, video, size, rawFrames, rawSound);
    List<Path> files = new ArrayList<>();
    if (rawFrames != null) {
      files.add(rawFrames);
    }
    if (rawSound != null) {
      files.add(rawSound);
    }
    if (raw) {
      return new PackedVideo(video, files);
    }
    Path encoded = folder.resolve(key + "." + ShardPart.MEDIA);
    RawMedia decoded = new RawMedia(rawFrames, size, rate, rawSound, format.sampleRateHertz());
    try {
      encoder.write(encoded, decoded, GROUP, LIMIT);
    } catch (MediaException e) {
      // Not the source's fault.
      throw new IOException(e.getMessage(), e);
    }
    for (Path file : files) {
      Files.delete(file);
    }
    return new PackedVideo(video, List.of(encoded));
  }

  private @Nullable FrameSize size(MediaInfo media) throws MediaException {
    if (!format.modalities().contains(Modality.VIDEO)) {
      return null;
    }
    try {
      return media.resized(format.shortSide());
    } catch (IllegalArgumentException e) {
      throw MediaException.of(media.path(), String.valueOf(e.getMessage()));
    }
  }

  private void decode(
      MediaInfo media,
      ShardVideo video,
      @Nullable FrameSize size,
      @Nullable Path rawFrames,
      @Nullable Path rawSound)
      throws IOException {
    long frameBytes = size == null ? 0 : size.bytes();
    long bytes = Math.max(frameBytes * video.frames(), 2L * video.samples());
    // Of equal length: a last piece of a few frames might lie behind the end of a file whose stated
    // length is a little too long.
    long pieces = (bytes + PIECE_BYTES - 1) / PIECE_BYTES;
    try (OutputStream picture = open(rawFrames);
        OutputStream sound = open(rawSound)) {
      if (format.keep() == ShardEncoding.RAW) {
        picture.write(Npy.header("|u1", video.frames(), video.height(), video.width(), 3));
        sound.write(Npy.header("<i2", video.samples()));
      }
      for (long i = 0; i < pieces; i++) {
        int frame = (int) (video.frames() * i / pieces);
        int frameEnd = (int) (video.frames() * (i + 1) / pieces);
        long sample = video.samples() * i / pieces;
        int sampleEnd = (int) (video.samples() * (i + 1) / pieces);
        FrameCut frameCut =
            size == null || frameEnd == frame
                ? null
                : new FrameCut(frame, frameEnd - frame, format.framesPerSecond(), size);
        SoundCut soundCut =
            sampleEnd == sample
                ? null
                : new SoundCut(sample, (int) (sampleEnd - sample), format.sampleRateHertz());
        DecodedClip clip = decoder.decode(media, frameCut, soundCut);
        write(clip.frames(), picture);
        write(clip.sound(), sound);
      }
    }
  }

  private static OutputStream open(@Nullable Path file) throws IOException {
    return file == null
        ? OutputStream.nullOutputStream()
        : new BufferedOutputStream(Files.newOutputStream(file));
  }

  private static void write(byte @Nullable [] bytes, OutputStream out) throws IOException {
    if (bytes != null) {
      out.write(bytes);
    }
  }
}
