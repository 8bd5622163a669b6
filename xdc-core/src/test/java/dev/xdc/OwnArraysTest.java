package dev.xdc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.ndarray.NDManager;
import dev.xdc.clip.ArrayClips;
import dev.xdc.clip.ClipBatch;
import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.ClipReader;
import dev.xdc.clip.ClipRequest;
import dev.xdc.clip.Labels;
import dev.xdc.clip.Modality;
import dev.xdc.encoder.AudioStem;
import dev.xdc.encoder.EncoderSpec;
import dev.xdc.encoder.Encoders;
import dev.xdc.engine.TorchEngine;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Pretraining on tensors that a program has in memory. */
class OwnArraysTest {
  private static final int VIDEOS = 44;

  private static float[][] clips(Modality modality) {
    Random random = new Random(modality.ordinal());
    float[][] clips = new float[VIDEOS][(int) TinyRuns.SPEC.shape(modality).size()];
    for (float[] clip : clips) {
      for (int i = 0; i < clip.length; i++) {
        clip[i] = (float) random.nextGaussian();
      }
    }
    return clips;
  }

  private static final float[][] PICTURES = clips(Modality.VIDEO);
  private static final float[][] SOUNDS = clips(Modality.AUDIO);

  @Test
  void areTrainedOnLikeFiles() throws IOException {
    try (ClipDataset clips = ClipDataset.of(TinyRuns.SPEC, PICTURES, SOUNDS);
        XdcTrainer trainer =
            XdcTrainer.builder()
                .setDataset(clips)
                .setVideoEncoder(Encoders.of(EncoderSpec.r2plus1d(10, 2), clips.spec()))
                .setAudioEncoder(
                    Encoders.of(EncoderSpec.audioResNet(10, 2, AudioStem.B), clips.spec()))
                .setClusters(4)
                .optConfig(TinyRuns.CONFIG)
                .build();
        XdcModel model = trainer.fit()) {
      assertThat(model.provenance().get("data")).isEqualTo(clips.fingerprint());
    }
  }

  @Test
  void comeBackAsTheyAre() throws IOException {
    ArrayClips clips = ClipDataset.of(TinyRuns.SPEC, PICTURES, SOUNDS);
    List<ClipRequest> asked = List.of(ClipRequest.centre(7), ClipRequest.random(2, 5));
    try (ClipReader reader = clips.read(Set.of(Modality.VIDEO, Modality.AUDIO), asked, 2);
        NDManager manager = TorchEngine.newManager()) {
      ClipBatch batch = reader.next();
      assertThat(batch.clips()).isEqualTo(asked);
      float[] pictures = batch.array(manager, Modality.VIDEO).toFloatArray();
      float[] sounds = batch.array(manager, Modality.AUDIO).toFloatArray();
      assertThat(pictures).startsWith(PICTURES[7]).endsWith(PICTURES[2]);
      assertThat(sounds).startsWith(SOUNDS[7]).endsWith(SOUNDS[2]);
      assertThat(reader.next()).isNull();
    }
  }

  @Test
  void mayBeOfOneModalityWithNamesAndLabels() {
    List<FloatBuffer> sounds = List.of(FloatBuffer.wrap(SOUNDS[0]), FloatBuffer.wrap(SOUNDS[1]));
    Labels labels = new Labels(new int[] {1, 0}, List.of("dog", "cat"));
    ArrayClips clips =
        ClipDataset.of(TinyRuns.SPEC, Map.of(Modality.AUDIO, sounds))
            .withIds(List.of("rex", "tom"))
            .withLabels(labels);
    assertThat(clips.id(1)).isEqualTo("tom");
    assertThat(clips.labels()).contains(labels);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> clips.read(Set.of(Modality.VIDEO), List.of(ClipRequest.centre(0)), 1))
        .withMessageContaining("must be some of [audio]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> clips.read(Set.of(Modality.AUDIO), List.of(ClipRequest.centre(2)), 1))
        .withMessageContaining("video 2 asked for, the set has 2");
  }

  @Test
  void areToldApartByTheirValues() {
    float[][] changed = SOUNDS.clone();
    changed[3] = SOUNDS[3].clone();
    changed[3][5] += 1;
    String fingerprint = ClipDataset.of(TinyRuns.SPEC, PICTURES, SOUNDS).fingerprint();
    assertThat(ClipDataset.of(TinyRuns.SPEC, PICTURES, SOUNDS.clone()).fingerprint())
        .isEqualTo(fingerprint);
    assertThat(ClipDataset.of(TinyRuns.SPEC, PICTURES, changed).fingerprint())
        .isNotEqualTo(fingerprint);
  }

  @Test
  void thatDoNotFitAreNamed() {
    float[][] torn = SOUNDS.clone();
    torn[4] = new float[7];
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ClipDataset.of(TinyRuns.SPEC, PICTURES, torn))
        .withMessageContaining("audio clip 4 has 7 values, must have 128 for the shape (1, 16, 8)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ClipDataset.of(TinyRuns.SPEC, new float[3][384], SOUNDS))
        .withMessageContaining("as many as");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ClipDataset.of(TinyRuns.SPEC, new float[0][], new float[0][]))
        .withMessageContaining("at least 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ClipDataset.of(TinyRuns.SPEC, PICTURES, SOUNDS).withIds(List.of("a")))
        .withMessageContaining("different one for each of 44 clips");
  }
}
