package dev.xdc.cli.command;

import dev.xdc.clip.ClipBatch;
import dev.xdc.clip.ClipReader;
import dev.xdc.clip.ClipRequest;
import dev.xdc.clip.ClipSpec;
import dev.xdc.data.cache.ShardFormat;
import dev.xdc.data.cache.ShardStore;
import dev.xdc.data.media.MediaInfo;
import dev.xdc.data.reader.MediaDataset;
import dev.xdc.data.reader.MediaList;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How fast random clips come out of shards, spectrograms included.
 *
 * @param clipsPerSecond clips a second
 * @param frames of a clip
 * @param crop side of its picture in pixels
 * @param threads that read
 */
record ReadBack(double clipsPerSecond, int frames, int crop, int threads) {

  private static final int CLIPS = 4000;
  private static final int BATCH = 16;

  /** Enough to see the rate, too short to annoy. */
  private static final double SECONDS = 5;

  /** Reads clips of eight frames, or fewer where no video has as many, and two seconds of sound. */
  static ReadBack of(Path shards, int threads) throws IOException {
    MediaList list = MediaList.of(shards);
    ShardStore store = list.shards().orElseThrow();
    ShardFormat format = store.format();
    double rate = format.framesPerSecond();
    int longest = store.media().stream().mapToInt((MediaInfo m) -> m.frames(rate)).max().orElse(1);
    ClipSpec clip =
        ClipSpec.paper().toBuilder()
            .optFrames(Math.max(1, Math.min(8, longest)))
            .optFramesPerSecond(rate)
            .optShortSide(format.shortSide())
            .optCrop(Math.max(8, format.shortSide() * 7 / 8))
            .optSampleRateHertz(format.sampleRateHertz())
            .build();
    try (MediaDataset set =
        MediaDataset.builder()
            .setFiles(list)
            .setSpec(clip)
            .optRequire(format.modalities())
            .optDecodeThreads(threads)
            .optCacheBytes(0)
            .optMaxFailureShare(1)
            .build()) {
      List<ClipRequest> clips = new ArrayList<>();
      for (int i = 0; i < CLIPS; i++) {
        clips.add(ClipRequest.random(i % set.size(), i));
      }
      int read = 0;
      long start = System.nanoTime();
      double seconds = 0;
      try (ClipReader reader = set.read(format.modalities(), clips, BATCH)) {
        for (ClipBatch batch = reader.next();
            batch != null && seconds < SECONDS;
            batch = reader.next()) {
          read += batch.size();
          seconds = (System.nanoTime() - start) / 1e9;
        }
      }
      return new ReadBack(read / seconds, clip.frames(), clip.crop(), threads);
    }
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%.0f clips/s (%d frames of %d x %d and 2 s of sound, %d threads)",
        clipsPerSecond,
        frames,
        crop,
        crop,
        threads);
  }
}
