package dev.xdc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.MelTriangles;
import dev.xdc.clip.ShortVideo;
import dev.xdc.encoder.AudioStem;
import dev.xdc.encoder.Encoder;
import dev.xdc.encoder.EncoderSpec;
import dev.xdc.encoder.Encoders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was saved before the clip had the settings melTriangles and shortVideo. */
class OlderSettingsTest {
  private static final ClipSpec OLD =
      TinyRuns.SPEC.toBuilder().optMelTriangles(MelTriangles.MEL).build();

  @TempDir private Path folder;

  @Test
  void aModelKeepsTheTrianglesItWasTrainedWith() throws IOException {
    ClipSpec spec = TinyRuns.SPEC.toBuilder().optShortVideo(ShortVideo.LOOP).build();
    assertThat(spec.melTriangles()).isEqualTo(MelTriangles.HERTZ);
    try (Encoder encoder =
        Encoders.of(EncoderSpec.audioResNet(10, 2, AudioStem.B), spec)
            .initialize(Device.cpu(), 1)) {
      new XdcModel(spec, List.of(encoder), Map.of()).save(folder);
    }
    try (XdcModel loaded = XdcModel.load(folder, Device.cpu())) {
      assertThat(loaded.clipSpec()).isEqualTo(spec);
    }
    Path file = folder.resolve("model.json");
    JsonObject json = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    json.getAsJsonObject("clip").remove("melTriangles");
    json.getAsJsonObject("clip").remove("shortVideo");
    Files.writeString(file, json.toString());
    try (XdcModel loaded = XdcModel.load(folder, Device.cpu())) {
      assertThat(loaded.clipSpec()).isEqualTo(OLD);
    }
  }

  @Test
  void aRunGoesOnWithTheTrianglesItHad() {
    Map<String, String> saved = new LinkedHashMap<>(settings(OLD).values());
    saved.remove("clip.melTriangles");
    saved.remove("clip.shortVideo");
    assertThatCode(() -> settings(OLD).check(folder, saved, false)).doesNotThrowAnyException();
    assertThatThrownBy(() -> settings(TinyRuns.SPEC).check(folder, saved, true))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("(clip.melTriangles was MEL, now HERTZ)");
  }

  private static RunSettings settings(ClipSpec spec) {
    return new RunSettings().put("clip", spec);
  }
}
