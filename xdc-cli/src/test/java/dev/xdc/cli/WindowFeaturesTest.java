package dev.xdc.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import dev.xdc.Preset;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import dev.xdc.data.reader.MediaDataset;
import dev.xdc.data.reader.MediaList;
import dev.xdc.data.sample.SlidingWindows;
import dev.xdc.encoder.Encoder;
import dev.xdc.encoder.Encoders;
import dev.xdc.encoder.Precision;
import dev.xdc.suite.run.WindowFeatures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WindowFeaturesTest {
  private static final ClipSpec SPEC = Preset.tiny().clip();

  @TempDir private Path folder;

  private static Encoder encoder() {
    return Encoders.of(Preset.tiny().video(), SPEC).initialize(Device.cpu(), 1);
  }

  private static MediaDataset videos(Path csv) throws IOException {
    return MediaDataset.builder()
        .setFiles(MediaList.of(csv))
        .setSpec(SPEC)
        .optRequire(Set.of(Modality.VIDEO))
        .optMaxFailureShare(1)
        .optCacheBytes(0)
        .build();
  }

  private WindowFeatures features(Encoder encoder, MediaDataset videos) {
    return new WindowFeatures(
        folder.resolve("features"),
        encoder,
        videos,
        new SlidingWindows(SPEC, Modality.VIDEO, 0.5),
        Precision.FLOAT32);
  }

  @Test
  void videosThatCannotBeReadAreNotCountedAsWrittenAndAreTriedAgain() throws IOException {
    Path csv = Cli.corpus(folder.resolve("clips")).resolve("test.csv");
    try (Encoder encoder = encoder();
        MediaDataset videos = videos(csv)) {
      Path victim = videos.index().files().get(3).path();
      byte[] content = Files.readAllBytes(victim);
      Files.writeString(victim, "gone bad after the scan");
      assertThat(features(encoder, videos).write(done -> {}))
          .contains("11 files with ", " 0 files already there, no window of 1 video could be read");

      Files.write(victim, content);
      assertThat(features(encoder, videos).write(done -> {}))
          .contains(": 1 file with ", " 11 files already there")
          .doesNotContain("no window");
    }
  }

  @Test
  void nothingThatCanBeReadIsAnError() throws IOException {
    Path csv = Cli.corpus(folder.resolve("clips")).resolve("test.csv");
    Files.write(csv, Files.readAllLines(csv).subList(0, 2));
    try (Encoder encoder = encoder();
        MediaDataset videos = videos(csv)) {
      Files.writeString(videos.index().files().get(0).path(), "gone bad after the scan");
      WindowFeatures features = features(encoder, videos);
      assertThatThrownBy(() -> features.write(done -> {}))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("no window could be read");
    }
  }
}
