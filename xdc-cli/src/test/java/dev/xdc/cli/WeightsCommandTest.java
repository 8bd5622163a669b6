package dev.xdc.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonObject;
import dev.xdc.XdcModel;
import dev.xdc.clip.ClipSpec;
import dev.xdc.encoder.AudioStem;
import dev.xdc.encoder.Encoder;
import dev.xdc.encoder.EncoderSpec;
import dev.xdc.encoder.Encoders;
import dev.xdc.engine.TorchEngine;
import dev.xdc.weights.EncoderWeights;
import dev.xdc.weights.Safetensors;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class WeightsCommandTest {
  @TempDir private Path folder;

  /** An audio encoder's weights without bias of the first norm, but with a classifier. */
  private Path unlike() throws IOException {
    Path file = folder.resolve("unlike.safetensors");
    try (Encoder encoder =
            Encoders.of(EncoderSpec.audioResNet(10, 4, AudioStem.B), ClipSpec.paper())
                .initialize(Device.cpu(), 1);
        NDManager manager = TorchEngine.newManager()) {
      Map<String, NDArray> arrays = new LinkedHashMap<>();
      encoder.parameters().forEach((name, parameter) -> arrays.put(name, parameter.getArray()));
      arrays.remove("bn1.bias");
      arrays.put("fc.weight", manager.ones(new Shape(3, 32)));
      arrays.put("layer1.0.bn1.bias", manager.ones(new Shape(7)));
      Safetensors.write(file, arrays);
    }
    return file;
  }

  @Test
  void inspectionNamesWhatTheEncoderLacksAndHasBesides() throws IOException {
    Path json = folder.resolve("report.json");
    Cli.Outcome outcome = Cli.run("weights", "inspect", unlike(), "--json", json);
    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.out())
        .contains(
            "AudioResNet-10B x4",
            ", that do not: 3",
            "  bn1.bias is missing",
            "  fc.weight is unexpected",
            "  layer1.0.bn1.bias has shape (7), must be (4)");
    JsonObject report = Cli.json(json).getAsJsonObject("report");
    assertThat(report.get("missing").toString()).isEqualTo("[\"bn1.bias\"]");
    assertThat(report.get("unexpected").toString()).isEqualTo("[\"fc.weight\"]");
    assertThat(report.getAsJsonArray("misshaped")).hasSize(1);
    assertThat(report.getAsJsonArray("loaded").size() + 2)
        .isEqualTo(Cli.json(json).getAsJsonObject("tensors").size());
  }

  @Test
  void drawsTheFirstLayersOfAModel() throws IOException {
    Path model = folder.resolve("both");
    ClipSpec clip = ClipSpec.paper().toBuilder().optFrames(4).optShortSide(16).optCrop(16).build();
    try (XdcModel both =
        new XdcModel(
            clip,
            List.of(
                Encoders.of(EncoderSpec.r2plus1d(10, 4), clip).initialize(Device.cpu(), 1),
                Encoders.of(EncoderSpec.audioResNet(10, 4, AudioStem.B), clip)
                    .initialize(Device.cpu(), 2)),
            Map.of())) {
      both.save(model);
    }
    Path png = folder.resolve("filters.png");
    Cli.Outcome drawn = Cli.run("weights", "draw", "--model", model, "--out", png);
    assertThat(drawn.code()).as(drawn.err()).isZero();
    assertThat(drawn.out().lines())
        .containsExactly(
            "video.safetensors: 3 filters of 7 x 7",
            "video.safetensors: 4 filters of 3 x 7 x 7",
            "audio.safetensors: 4 filters of 7 x 7",
            png.toString());
    BufferedImage image = ImageIO.read(png.toFile());
    // three layers one below the other, each a row of 7 weights at 12 pixels
    assertThat(image.getHeight()).isEqualTo(3 * (7 * 12 + 40));

    Path other = folder.resolve("common.png");
    assertThat(
            Cli.run("weights", "draw", "--model", model, "--out", other, "--range=common").code())
        .isZero();
    assertThat(Files.readAllBytes(other)).isNotEqualTo(Files.readAllBytes(png));

    assertThat(Cli.run("weights", "draw", "--model", model, "--out", "filters.jpg").error())
        .contains("must end in .png");
    assertThat(Cli.run("weights", "draw", "--model", folder, "--out", png).error())
        .contains(folder + " holds no model");
    assertThat(Cli.run("weights", "draw", "--model", unlike(), "--out", png).code()).isZero();
  }

  @Test
  void whatMustFitIsChosen() throws IOException {
    Path file = unlike();
    Path model = folder.resolve("model");
    for (String[] fit : new String[][] {{}, {"--fit", "complete"}, {"--fit", "strict"}}) {
      Cli.Outcome refused = Cli.run(Arrays.asList(fit), "weights", "convert", file, model);
      assertThat(refused.code()).isEqualTo(1);
      assertThat(refused.error())
          .contains(file + " does not fit the encoder AudioResNet-10B x4: bn1.bias is missing")
          .endsWith("; see xdc weights inspect, and --help for how much must fit");
      assertThat(refused.error().contains("fc.weight is unexpected"))
          .isEqualTo(Arrays.asList(fit).contains("strict"));
    }
    assertThat(model).doesNotExist();

    Cli.Outcome taken = Cli.run("weights", "convert", file, model, "--fit", "partial");
    assertThat(taken.code()).as(taken.err()).isZero();
    assertThat(taken.err())
        .contains("1 missing (bn1.bias), 1 unexpected (fc.weight), 1 mis-shaped");
    assertThat(
            Cli.json(model.resolve("model.json")).getAsJsonObject("clip").get("frames").getAsInt())
        .isEqualTo(32);
  }

  @Test
  void aNarrowFileThatClaimsAWideEncoderIsRefusedBeforeThereIsOne() throws IOException {
    Path file = folder.resolve("wide.safetensors");
    for (int width : new int[] {256, 16_000}) {
      try (NDManager manager = TorchEngine.newManager()) {
        Safetensors.write(
            file, Map.of("stem.3.weight", manager.ones(new Shape(width, 1, 3, 1, 1))));
      }
      Cli.Outcome outcome = Cli.run("weights", "convert", file, folder.resolve("model"));
      assertThat(outcome.code()).isEqualTo(1);
      assertThat(outcome.error())
          .contains(width == 256 ? "does not fit the encoder" : "of a width up to 256");
    }
  }

  private static byte[] zip(byte[] pickle) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("archive/data.pkl"));
      zip.write(pickle);
    }
    return bytes.toByteArray();
  }

  static Stream<Arguments> hostileFiles() throws IOException {
    byte[] whole = zip(new byte[1000]);
    String text = "\u0080\2X\377\377\377\177a."; // of 2 GiB
    return Stream.of(
        Arguments.of(
            "own.pth",
            "\u0080\2cos\nsystem\n(X\4\0\0\0HEREtR.".getBytes(ISO_8859_1),
            "its pickle names os.system, which weights do not need; nothing was run"),
        Arguments.of("own.pth", Arrays.copyOf(whole, whole.length / 2), "zip END header not found"),
        Arguments.of("own.pth", zip(new byte[50_000_000]), "compressed entry of 50000000 bytes"),
        Arguments.of("own.pth", text.getBytes(ISO_8859_1), "claims a text of 2147483647 bytes"),
        Arguments.of(
            "own.safetensors",
            "\0\0\0\100\0\0\0\0{}".getBytes(ISO_8859_1), // a header of 1 GiB
            "is refused as a safetensors file"),
        Arguments.of(
            "r2plus1d_18_xdc_audioset-f29ffe8f.pth",
            "abc".getBytes(ISO_8859_1),
            "its SHA-256 starts with ba7816bf, must be f29ffe8f; delete it"));
  }

  @ParameterizedTest
  @MethodSource("hostileFiles")
  void hostileFilesEndInOneLineAndRunNothing(String name, byte[] content, String reason)
      throws IOException {
    Path mark = folder.resolve("mark");
    String command = "touch " + mark;
    String size = new String(new char[] {(char) command.length(), 0, 0, 0});
    String named = new String(content, ISO_8859_1).replace("\4\0\0\0HERE", size + command);
    Path file = Files.write(folder.resolve(name), named.getBytes(ISO_8859_1));
    Path copy = folder.resolve("copy.safetensors");
    Path model = folder.resolve("model");
    Object[][] lines = {
      {"weights", "inspect", file},
      {"weights", "convert", file, copy},
      {"weights", "convert", file, model, "--fit", "partial"},
    };
    for (Object[] line : lines) {
      Cli.Outcome outcome = Cli.run(line);
      assertThat(outcome.code()).as(Arrays.toString(line)).isEqualTo(1);
      assertThat(outcome.error()).contains(file.toString(), reason);
      assertThat(outcome.err().lines()).hasSize(1);
      assertThat(outcome.out()).isEmpty();
    }
    assertThat(mark).doesNotExist();
    assertThat(copy).doesNotExist();
    assertThat(model).doesNotExist();
  }

  @Test
  void weightsThatAreNotFiniteAreConvertedAndDrawnOnlyIfAsked() throws IOException {
    Path file = folder.resolve("diverged.safetensors");
    try (Encoder encoder =
        Encoders.of(EncoderSpec.audioResNet(10, 4, AudioStem.B), ClipSpec.paper())
            .initialize(Device.cpu(), 1)) {
      encoder.parameter("conv1.weight").getArray().divi(0);
      EncoderWeights.save(encoder, file);
    }
    Path copy = folder.resolve("copy.safetensors");
    Path png = folder.resolve("diverged.png");
    String refusal = file + ": the tensor conv1.weight has values that are not finite";
    assertThat(Cli.run("weights", "convert", file, copy).error()).contains(refusal);
    assertThat(Cli.run("weights", "draw", "--model", file, "--out", png).error()).contains(refusal);
    assertThat(copy).doesNotExist();
    assertThat(png).doesNotExist();

    String allow = "--allow-nonfinite";
    assertThat(Cli.run("weights", "convert", file, copy, allow).code()).isZero();
    assertThat(copy).hasSameBinaryContentAs(file);
    assertThat(Cli.run("weights", "draw", "--model", file, "--out", png, allow).code()).isZero();
    assertThat(ImageIO.read(png.toFile()).getRGB(20, 20)).isEqualTo(0xffff0000);
    assertThat(Cli.run("weights", "convert", file, folder.resolve("m"), allow).error())
        .contains("models have finite weights");
  }
}
