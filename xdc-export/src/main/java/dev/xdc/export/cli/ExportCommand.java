package dev.xdc.export.cli;

import ai.djl.Device;
import dev.xdc.XdcClassifier;
import dev.xdc.XdcModel;
import dev.xdc.cli.AddedCommand;
import dev.xdc.clip.Modality;
import dev.xdc.export.ExportSettings;
import dev.xdc.export.ExportedFiles;
import dev.xdc.export.OnnxExport;
import dev.xdc.export.TorchScriptExport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes an encoder for another runtime. */
@Command(
    name = "export",
    description =
        "Writes an encoder as an ONNX model or a TorchScript archive. Files beside it describe its clips and hold two of them with the expected result.")
public final class ExportCommand implements AddedCommand {

  /** What the file is for. */
  enum Format {
    ONNX(".onnx"),
    TORCHSCRIPT(".pt");

    private final String ending;

    Format(String ending) {
      this.ending = ending;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--model",
      required = true,
      showDefaultValue = Visibility.NEVER,
      paramLabel = "DIR",
      description = "Folder of a model, such as the folder final of a run.")
  private Path model = Path.of("");

  @Option(
      names = "--modality",
      paramLabel = "MODALITY",
      required = true,
      showDefaultValue = Visibility.NEVER,
      description = "Encoder to export: ${COMPLETION-CANDIDATES}.")
  private Modality modality = Modality.VIDEO;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "Format: ${COMPLETION-CANDIDATES}; by default what the ending of --out says.")
  private @Nullable Format format;

  @Option(
      names = "--out",
      required = true,
      showDefaultValue = Visibility.NEVER,
      paramLabel = "FILE",
      description = "File of the exported encoder, such as video.onnx or video.pt.")
  private Path out = Path.of("");

  @Option(
      names = "--raw-pixels",
      description = "Take pixel values from 0 to 255 and normalise them in the exported model.")
  private boolean rawPixels;

  @Option(
      names = "--head",
      description =
          "Export the head of a classifier, too: scores before the softmax in place of features.")
  private boolean head;

  /** Made by the command line. */
  public ExportCommand() {}

  @Override
  public Integer call() throws IOException {
    Format written = format == null ? byEnding() : format;
    if (Files.isDirectory(out)) {
      throw new IllegalArgumentException("--out is " + out + ", a folder, must be a file");
    }
    if (head) {
      try (XdcClassifier classifier = XdcClassifier.load(model, Device.cpu())) {
        write(
            settings(classifier.model())
                .optHead(classifier.head(modality).layer(), classifier.classes())
                .build(),
            written);
      }
    } else {
      try (XdcModel loaded = XdcModel.load(model, Device.cpu())) {
        write(settings(loaded).build(), written);
      }
    }
    return 0;
  }

  private ExportSettings.Builder settings(XdcModel loaded) {
    return ExportSettings.builder().setModel(loaded, modality).optRawPixels(rawPixels);
  }

  private void write(ExportSettings settings, Format written) throws IOException {
    print(
        written == Format.ONNX
            ? OnnxExport.write(settings, out)
            : TorchScriptExport.write(settings, out));
  }

  private Format byEnding() {
    String name = String.valueOf(out.getFileName()).toLowerCase(Locale.ROOT);
    return Stream.of(Format.values())
        .filter(f -> name.endsWith(f.ending))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "--out is " + out + ", must end with .onnx or .pt unless --format is given"));
  }

  private void print(ExportedFiles files) throws IOException {
    PrintWriter lines = spec.commandLine().getOut();
    lines.println(files.model() + ": " + (Files.size(files.model()) >> 10) + " KiB");
    List<Path> others =
        new ArrayList<>(List.of(files.description(), files.input(), files.output()));
    ExportedFiles.Sound sound = files.sound();
    if (sound != null) {
      others.addAll(List.of(sound.samples(), sound.melFilters()));
    }
    others.stream()
        .map(file -> files.model().resolveSibling(file.getFileName()))
        .forEach(lines::println);
    lines.flush();
  }
}
