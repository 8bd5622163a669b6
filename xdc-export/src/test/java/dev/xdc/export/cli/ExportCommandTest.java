package dev.xdc.export.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import dev.xdc.Preset;
import dev.xdc.XdcModel;
import dev.xdc.cli.XdcCommand;
import dev.xdc.encoder.Encoder;
import dev.xdc.encoder.Encoders;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The command as {@code xdc} finds it. */
class ExportCommandTest {
  private static final int MOST_WORDS = 19;

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int xdc(String... options) {
    return XdcCommand.run(new PrintWriter(out), new PrintWriter(err), options);
  }

  private int export(String modality, String file, String... more) {
    List<String> options =
        new ArrayList<>(
            List.of("export", "--model", folder.toString(), "--modality", modality, "--out"));
    options.add(folder.resolve(file).toString());
    options.addAll(List.of(more));
    return xdc(options.toArray(String[]::new));
  }

  @BeforeEach
  void save() throws IOException {
    Preset tiny = Preset.tiny();
    Encoder video = Encoders.of(tiny.video(), tiny.clip()).initialize(Device.cpu(), 1);
    Encoder audio = Encoders.of(tiny.audio(), tiny.clip()).initialize(Device.cpu(), 2);
    try (XdcModel model = new XdcModel(tiny.clip(), List.of(video, audio), Map.of())) {
      model.save(folder);
    }
  }

  @Test
  void writesModelsAndNamesTheirFiles() {
    assertThat(export("video", "v.onnx", "--raw-pixels")).as("%s", err).isZero();
    assertThat(export("audio", "a.pt")).as("%s", err).isZero();

    for (String name :
        List.of("v.onnx", "v.onnx.json", "v.onnx.input.npy", "a.pt", "a.pt.mel.npy")) {
      assertThat(folder.resolve(name)).isNotEmptyFile();
      assertThat(out.toString()).contains(name);
    }
    assertThat(folder.resolve("a.pt.json")).content().contains("TorchScript");
  }

  @Test
  void formatWinsOverTheEnding() throws IOException {
    assertThat(export("audio", "a.bin", "--format", "torchscript")).as("%s", err).isZero();
    assertThat(Files.readString(folder.resolve("a.bin.json"))).contains("TorchScript");
  }

  @Test
  void refusesInOneLine() {
    assertThat(export("audio", "a.bin")).isNotZero();
    assertThat(err.toString()).contains("must end with .onnx or .pt unless --format is given");
    assertThat(export("audio", "a.onnx", "--raw-pixels")).isNotZero();
    assertThat(err.toString()).contains("only the video encoder takes pixels");
    assertThat(err.toString().lines()).filteredOn(l -> l.startsWith("error: ")).hasSize(2);
  }

  @Test
  void optionsAreExplainedInFewWords() {
    List<OptionSpec> options = new CommandLine(new ExportCommand()).getCommandSpec().options();

    assertThat(options)
        .filteredOn(option -> !option.hidden())
        .hasSizeGreaterThan(4)
        .allSatisfy(
            option ->
                assertThat(String.join(" ", option.description()).split("\\s+"))
                    .as(option.longestName())
                    .hasSizeBetween(2, MOST_WORDS));
  }
}
