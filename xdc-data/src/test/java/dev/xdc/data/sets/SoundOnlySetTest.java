package dev.xdc.data.sets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xdc.clip.ClipBatch;
import dev.xdc.clip.ClipReader;
import dev.xdc.clip.ClipRequest;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import dev.xdc.data.TestMedia;
import dev.xdc.data.reader.MediaDataset;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SoundOnlySetTest {

  @Test
  void soundsWithoutPictureBecomeSpectrograms(@TempDir Path folder) throws IOException {
    for (String name : List.of("001 - Dog bark/1-1-A", "002 - Rain/2-2-A")) {
      Path file = folder.resolve(name + ".ogg");
      Files.createDirectories(file.getParent());
      byte[] sound = TestMedia.chirp(2 * TestMedia.RATE);
      // FFmpeg's own Vorbis encoder, which knows stereo only.
      String[] vorbis = {"-ac", "2", "-c:a", "vorbis", "-strict", "-2"};
      TestMedia.encode(file, "16", new byte[0], 0, 0, sound, vorbis);
    }
    Split split =
        new Esc10(new SplitSizes(2, List.of(new SplitSizes.Size("fold1", 1, 1))))
            .read(folder)
            .split("fold1");
    ClipSpec spec = ClipSpec.paper();

    try (MediaDataset set =
            MediaDataset.builder()
                .setFiles(split.test().files())
                .setSpec(spec)
                .optRequire(Set.of(Modality.AUDIO))
                .build();
        ClipReader reader = set.read(Set.of(Modality.AUDIO), List.of(ClipRequest.centre(0)), 1)) {
      assertThat(set.labels().orElseThrow().classes()).containsExactly(0);
      assertThat(set.labels().orElseThrow().names()).containsExactly("Dog bark", "Rain");
      ClipBatch batch = reader.next();
      assertThat(batch).isNotNull();
      FloatBuffer logMel = batch.row(Modality.AUDIO, 0);
      assertThat(logMel.remaining()).isEqualTo(spec.audioFrames() * spec.melBands());
      // The chirp rises by 2 kHz: the loudest band goes up.
      assertThat(loudest(logMel, spec, spec.audioFrames() - 1))
          .isGreaterThan(loudest(logMel, spec, 0) + 5);
    }
  }

  private static int loudest(FloatBuffer logMel, ClipSpec spec, int frame) {
    int best = 0;
    for (int band = 1; band < spec.melBands(); band++) {
      if (value(logMel, spec, frame, band) > value(logMel, spec, frame, best)) {
        best = band;
      }
    }
    return best;
  }

  private static float value(FloatBuffer logMel, ClipSpec spec, int frame, int band) {
    return logMel.get(frame * spec.melBands() + band);
  }
}
