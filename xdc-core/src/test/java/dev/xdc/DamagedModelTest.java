package dev.xdc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import ai.djl.Device;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.xdc.clip.Modality;
import dev.xdc.encoder.Encoder;
import dev.xdc.encoder.EncoderSpec;
import dev.xdc.encoder.Encoders;
import dev.xdc.weights.EncoderWeights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model that anybody may have changed is loaded as it was saved, or refused in one line. */
class DamagedModelTest {
  @TempDir private Path folder;

  @BeforeEach
  void saveModel() throws IOException {
    try (XdcModel model =
        new XdcModel(
            TinyRuns.SPEC,
            List.of(
                TinyRuns.audio().initialize(Device.cpu(), 1),
                Encoders.of(EncoderSpec.r2plus1d(10, 2), TinyRuns.SPEC)
                    .initialize(Device.cpu(), 2)),
            Map.of("method", "xdc"))) {
      model.save(folder);
    }
  }

  private JsonObject description() throws IOException {
    return JsonParser.parseString(Files.readString(description(folder))).getAsJsonObject();
  }

  private static Path description(Path folder) {
    return folder.resolve("model.json");
  }

  @Test
  void settingsThatAreUnknownMissingOrMisspeltAreNamed() throws IOException {
    JsonObject encoder = description();
    JsonObject json = description();
    JsonObject clip = json.getAsJsonObject("clip");
    clip.addProperty("melTriangles", "HURTZ");
    assertRefused(json, "melTriangles is HURTZ, must be one of [HERTZ, MEL]");
    clip.addProperty("melTriangles", "HERTZ");
    clip.add("croop", clip.remove("crop"));
    assertRefused(json, "settings unknown to this version: [croop]");
    clip.remove("croop");
    assertRefused(json, "settings missing: [crop]");

    encoder.getAsJsonObject("encoders").getAsJsonObject("audio").addProperty("pooling", "MEAN");
    assertRefused(encoder, "pooling is MEAN, must be one of [");
    encoder.getAsJsonObject("encoders").getAsJsonObject("audio").remove("pooling");
    assertRefused(encoder, "settings missing: [pooling]");
  }

  @Test
  void encoderAsWideAsADescriptionClaimsIsNotMade() throws IOException {
    JsonObject json = description();
    json.getAsJsonObject("encoders").getAsJsonObject("video").addProperty("width", 1_000_000);
    assertRefused(json, "video.safetensors does not fit the encoder");
  }

  private void assertRefused(JsonObject json, String words) throws IOException {
    Files.writeString(description(folder), json.toString());
    assertThatThrownBy(() -> XdcModel.load(folder, Device.cpu()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(folder.toString())
        .hasMessageContaining(words);
  }

  @Test
  void eachChangeOfTheDescriptionIsRefusedByNameOrHarmless() throws IOException {
    String saved = Files.readString(description(folder));
    List<@Nullable JsonElement> others = new ArrayList<>(JsonChanges.OTHERS);
    others.add(null);
    for (List<String> path : JsonChanges.paths(description(), List.of())) {
      for (JsonElement other : others) {
        assertNamedOrLoaded(path + " as " + other, JsonChanges.changed(saved, path, other));
      }
    }
  }

  @Test
  void eachCutOrFlippedByteOfTheDescriptionIsRefusedByNameOrHarmless() throws IOException {
    String saved = Files.readString(description(folder));
    Random random = new Random(1);
    for (int i = 0; i < 300; i++) {
      StringBuilder text = new StringBuilder(saved);
      int at = random.nextInt(saved.length());
      if (i % 3 == 0) {
        text.setLength(at);
      } else {
        text.setCharAt(at, (char) (saved.charAt(at) ^ (1 << random.nextInt(7))));
      }
      assertNamedOrLoaded("change " + i, text.toString());
    }
  }

  private void assertNamedOrLoaded(String change, String text) throws IOException {
    Files.writeString(description(folder), text);
    try {
      XdcModel.load(folder, Device.cpu()).close();
    } catch (IOException e) {
      assertThat(e.getMessage()).as(change).contains(folder.toString()).doesNotEndWith(": null");
      assertThat(e.getMessage().lines()).as(change).hasSize(1);
    } catch (RuntimeException e) {
      fail(change + " ends in " + e, e);
    }
  }

  @Test
  void flippedBitOfTheWeightsIsRefused() throws IOException {
    Path weights = XdcModel.weights(folder, Modality.AUDIO);
    byte[] bytes = Files.readAllBytes(weights);
    bytes[bytes.length - 3] ^= 1;
    Files.write(weights, bytes);
    assertThatThrownBy(() -> XdcModel.load(folder, Device.cpu()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(weights + " is damaged or another file");
  }

  @Test
  void modelSavedBeforeThereWereChecksumsIsLoaded() throws IOException {
    JsonObject json = description();
    assertThat(json.remove("files").getAsJsonObject().keySet())
        .containsExactlyInAnyOrder("video.safetensors", "audio.safetensors");
    Files.writeString(description(folder), json.toString());
    XdcModel.load(folder, Device.cpu()).close();
  }

  @Test
  void weightsThatAreNotFiniteAreRefusedByName(@TempDir Path other) throws IOException {
    Path file = other.resolve("w.safetensors");
    try (Encoder encoder = TinyRuns.audio().initialize(Device.cpu(), 1)) {
      encoder.parameter("layer1.0.bn1.bias").getArray().divi(0).muli(Float.NaN);
      EncoderWeights.save(encoder, file);
      assertThatThrownBy(() -> EncoderWeights.load(encoder, file))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("w.safetensors: the tensor layer1.0.bn1.bias has values that");
    }
  }
}
