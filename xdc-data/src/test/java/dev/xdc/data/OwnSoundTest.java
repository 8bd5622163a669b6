package dev.xdc.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.types.Shape;
import dev.xdc.XdcModel;
import dev.xdc.clip.ClipBatch;
import dev.xdc.clip.ClipReader;
import dev.xdc.clip.ClipRequest;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import dev.xdc.data.reader.ClipSource;
import dev.xdc.data.reader.MediaDataset;
import dev.xdc.data.transform.AudioFrontEnd;
import dev.xdc.encoder.AudioStem;
import dev.xdc.encoder.Encoder;
import dev.xdc.encoder.EncoderSpec;
import dev.xdc.encoder.Encoders;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sound that becomes something else than a log-mel spectrogram. */
class OwnSoundTest {
  private static final int RATE = 1000;
  private static final ClipSpec SPEC =
      ClipSpec.paper().toBuilder().optAudioSeconds(0.5).optSampleRateHertz(RATE).build();

  @TempDir private Path folder;

  /** Mean and largest amplitude of each stretch of some samples. */
  record Envelope(int hop) implements AudioFrontEnd {
    @Override
    public String description() {
      return "envelope, hop " + hop;
    }

    @Override
    public Shape shape(ClipSpec clip) {
      return new Shape(1, Math.round(clip.audioSeconds() * clip.sampleRateHertz()) / hop, 2);
    }

    @Override
    public Transform transform(ClipSpec clip) {
      return (samples, out) -> {
        for (int from = 0; from + hop <= samples.length; from += hop) {
          float sum = 0;
          float largest = 0;
          for (int i = from; i < from + hop; i++) {
            sum += Math.abs(samples[i]);
            largest = Math.max(largest, Math.abs(samples[i]));
          }
          out.put(sum / hop).put(largest);
        }
      };
    }
  }

  /** A ramp of 400 samples from 0 to almost 1. */
  private static final class Ramp implements ClipSource {
    @Override
    public List<Video> videos() {
      return List.of(new Video("ramp", 0.4, null, RATE, null));
    }

    @Override
    public short[] samples(int video, long first, int count) {
      short[] samples = new short[count];
      for (int i = 0; i < count; i++) {
        samples[i] = (short) ((first + i) * 32768 / 400);
      }
      return samples;
    }
  }

  private static MediaDataset.Builder builder() {
    return MediaDataset.builder()
        .setSource(new Ramp())
        .setSpec(SPEC)
        .optRequire(EnumSet.of(Modality.AUDIO));
  }

  @Test
  void reachesTheBatchInItsOwnShapeWithSilenceBehindIt() throws IOException {
    for (long cache : new long[] {0, 1 << 20}) {
      try (MediaDataset clips =
              builder().optAudioFrontEnd(new Envelope(100)).optCacheBytes(cache).build();
          ClipReader reader =
              clips.read(EnumSet.of(Modality.AUDIO), List.of(ClipRequest.centre(0)), 1)) {
        assertThat(clips.spec().audioShape()).isEqualTo(new Shape(1, 5, 2));
        ClipBatch batch = reader.next();
        FloatBuffer row = batch.row(Modality.AUDIO, 0);
        float[] values = new float[row.remaining()];
        row.get(values);
        assertThat(values).hasSize(10);
        assertThat(values[1]).isBetween(0.24f, 0.25f);
        assertThat(values[6]).isBetween(0.86f, 0.88f);
        assertThat(values[7]).isBetween(0.99f, 1f);
        assertThat(values[8]).isZero();
      }
    }
  }

  @Test
  void isPartOfSpecificationAndFingerprint() throws IOException {
    try (MediaDataset usual = builder().build();
        MediaDataset one = builder().optAudioFrontEnd(new Envelope(100)).build();
        MediaDataset other = builder().optAudioFrontEnd(new Envelope(50)).build()) {
      assertThat(usual.spec()).isEqualTo(SPEC);
      assertThat(usual.spec().toString()).doesNotContain("audioFrontEnd").endsWith("REPEAT_LAST]");
      assertThat(one.spec().audioFrontEnd()).isEqualTo("envelope, hop 100");
      assertThat(one.fingerprint())
          .isEqualTo(usual.fingerprint() + ", sound by envelope, hop 100")
          .isNotEqualTo(other.fingerprint());
    }
  }

  @Test
  void modelsAreRefusedWithAnother() throws IOException {
    try (MediaDataset clips = builder().optAudioFrontEnd(new Envelope(25)).build();
        Encoder encoder =
            Encoders.of(EncoderSpec.audioResNet(10, 2, AudioStem.B), clips.spec())
                .initialize(Device.cpu(), 1);
        XdcModel model = new XdcModel(clips.spec(), List.of(encoder), Map.of())) {
      model.save(folder);
    }
    try (XdcModel model = XdcModel.load(folder, Device.cpu())) {
      ClipSpec wanted = model.clipSpec();
      assertThat(wanted.audioFrontEnd()).isEqualTo("envelope, hop 25");
      try (MediaDataset clips =
          builder().setSpec(wanted).optAudioFrontEnd(new Envelope(25)).build()) {
        model.embed(clips, Modality.AUDIO, 1).close();
      }
      assertThatIllegalArgumentException()
          .isThrownBy(() -> builder().setSpec(wanted).build())
          .withMessageContaining("by the front end \"envelope, hop 25\"")
          .withMessageContaining("log-mel spectrograms: call optAudioFrontEnd");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> builder().setSpec(wanted).optAudioFrontEnd(new Envelope(50)).build())
          .withMessageContaining("envelope, hop 50");
      ClipSpec likeIt = SPEC.toBuilder().optAudioFrames(20).optMelBands(2).build();
      try (MediaDataset mel = builder().setSpec(likeIt).build()) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> model.embed(mel, Modality.AUDIO, 1))
            .withMessageContaining("trained on sound by envelope, hop 25")
            .withMessageContaining("the data set gives log-mel spectrograms");
      }
    }
  }

  @Test
  void thatWritesTooLittleOrFailsEndsTheReading() throws IOException {
    AudioFrontEnd little =
        new AudioFrontEnd() {
          @Override
          public String description() {
            return "little";
          }

          @Override
          public Shape shape(ClipSpec clip) {
            return new Shape(1, 3, 3);
          }

          @Override
          public Transform transform(ClipSpec clip) {
            return (samples, out) -> out.put(1);
          }
        };
    AudioFrontEnd none =
        new AudioFrontEnd() {
          @Override
          public String description() {
            return "none";
          }

          @Override
          public Shape shape(ClipSpec clip) {
            return new Shape(1, 3, 3);
          }

          @Override
          public Transform transform(ClipSpec clip) {
            throw new IllegalStateException("no weights");
          }
        };
    assertFails(little, "\"little\" writes 1 values, must be 9");
    assertFails(none, "no weights");
  }

  private static void assertFails(AudioFrontEnd frontEnd, String message) throws IOException {
    try (MediaDataset clips = builder().optAudioFrontEnd(frontEnd).build();
        ClipReader reader =
            clips.read(EnumSet.of(Modality.AUDIO), List.of(ClipRequest.centre(0)), 1)) {
      assertThatThrownBy(reader::next)
          .isInstanceOf(IOException.class)
          .hasMessageContaining(message);
    }
  }
}
