package dev.xdc.data.reader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xdc.clip.ClipBatch;
import dev.xdc.clip.ClipReader;
import dev.xdc.clip.ClipRequest;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import dev.xdc.clip.ShortVideo;
import dev.xdc.data.TestMedia;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Videos of fewer frames than a clip takes; frame n of each has the grey n. */
class ShortVideosTest {

  private static final ClipSpec SPEC =
      ClipSpec.paper().toBuilder().optFrames(32).optShortSide(24).optCrop(16).build();
  private static final int[] FRAMES = {25, 31, 40, 1};

  @TempDir static Path folder;
  private static final List<MediaList.Item> FILES = new ArrayList<>();

  @BeforeAll
  static void makeVideos() {
    for (int frames : FRAMES) {
      Path file = TestMedia.ramps(folder.resolve(frames + ".mkv"), "30", 30, frames);
      FILES.add(new MediaList.Item(frames + " frames", file, null));
    }
  }

  @Test
  void noneIsLeftOutAndTheLastFrameIsRepeated() throws IOException {
    for (long cacheBytes : new long[] {0, 1 << 30}) {
      try (MediaDataset set = open(SPEC, cacheBytes)) {
        assertThat(set.size()).isEqualTo(FRAMES.length);
        assertThat(set.index().refusals()).isEmpty();
        for (int video = 0; video < FRAMES.length; video++) {
          int[] greys = greys(set, ClipRequest.centre(video));
          int first = Math.max(0, Math.round((FRAMES[video] - 32) / 2f));
          for (int t = 0; t < 32; t++) {
            assertThat(greys[t])
                .as("frame %d of a clip of %s", t, set.id(video))
                .isEqualTo(Math.min(first + t, FRAMES[video] - 1));
          }
        }
      }
    }
  }

  @Test
  void tellsWhichTheyAre() throws IOException {
    try (MediaDataset set = open(SPEC, 0)) {
      assertThat(set.shortVideos().stream()).containsExactly(0, 1, 3);
    }
  }

  @Test
  void theyAreLeftOutOnDemand() throws IOException {
    try (MediaDataset set =
        builder(SPEC).optLeaveOutShorterThan(SPEC).optMaxFailureShare(1).build()) {
      assertThat(set.size()).isEqualTo(1);
      assertThat(set.shortVideos().isEmpty()).isTrue();
      assertThat(set.index().refusals().get(0).reason())
          .endsWith("25.mkv: too short: 0.833 s, a clip takes 1.067 s");
    }
  }

  @Test
  void theyMayBeLooped() throws IOException {
    ClipSpec looped = SPEC.toBuilder().optShortVideo(ShortVideo.LOOP).build();
    for (long cacheBytes : new long[] {0, 1 << 30}) {
      try (MediaDataset set = open(looped, cacheBytes)) {
        assertThat(greys(set, ClipRequest.centre(0)))
            .startsWith(0, 1)
            .endsWith(23, 24, 0, 1, 2, 3, 4, 5, 6);
        assertThat(greys(set, ClipRequest.centre(2))).startsWith(4, 5).endsWith(34, 35);
      }
    }
  }

  /** The decoder itself makes up for a second at most. */
  @Test
  void anyLengthMayBeMissing() throws IOException {
    ClipSpec sparse = SPEC.toBuilder().optFrameStride(4).build();
    for (long cacheBytes : new long[] {0, 1 << 30}) {
      try (MediaDataset set = open(sparse, cacheBytes)) {
        assertThat(greys(set, ClipRequest.centre(0)))
            .startsWith(0, 4, 8, 12, 16, 20, 24, 24)
            .endsWith(24);
        assertThat(greys(set, ClipRequest.centre(3))).containsOnly(0);
      }
    }
  }

  /** 25 frames and as much sound are 0.833 s: 42 of 100 spectrogram frames 20 ms apart. */
  @Test
  void soundPastTheEndIsSilence() throws IOException {
    for (long cacheBytes : new long[] {0, 1 << 30}) {
      try (MediaDataset set = open(SPEC, cacheBytes);
          ClipReader reader = set.read(Set.of(Modality.AUDIO), List.of(ClipRequest.centre(0)), 1)) {
        ClipBatch batch = reader.next();
        assertThat(batch).isNotNull();
        float[] sound = new float[100 * 40];
        batch.row(Modality.AUDIO, 0).get(sound);
        assertThat(Arrays.copyOf(sound, 41 * 40)).doesNotContain(0f);
        assertThat(Arrays.copyOfRange(sound, 42 * 40, sound.length)).containsOnly(0f);
      }
    }
  }

  private static MediaDataset open(ClipSpec spec, long cacheBytes) throws IOException {
    return builder(spec).optCacheBytes(cacheBytes).build();
  }

  private static MediaDataset.Builder builder(ClipSpec spec) {
    return MediaDataset.builder()
        .setFiles(MediaList.of("short", FILES))
        .setSpec(spec)
        .optDecodeThreads(2);
  }

  /** Returns the grey of each frame of a clip. */
  private static int[] greys(MediaDataset set, ClipRequest clip) throws IOException {
    try (ClipReader reader = set.read(Set.of(Modality.VIDEO), List.of(clip), 1)) {
      ClipBatch batch = reader.next();
      assertThat(batch).isNotNull();
      FloatBuffer video = batch.row(Modality.VIDEO, 0);
      int[] greys = new int[set.spec().frames()];
      for (int t = 0; t < greys.length; t++) {
        greys[t] = Math.round((video.get(t * 16 * 16 * 3) * 0.22803f + 0.43216f) * 255);
      }
      return greys;
    }
  }
}
