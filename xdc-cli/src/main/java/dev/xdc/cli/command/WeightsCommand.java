package dev.xdc.cli.command;

import ai.djl.Device;
import dev.xdc.XdcModel;
import dev.xdc.cli.option.InitialWeights;
import dev.xdc.cli.option.WeightsSource;
import dev.xdc.cli.output.ProgressOutput;
import dev.xdc.clip.ClipSpec;
import dev.xdc.encoder.Encoder;
import dev.xdc.encoder.EncoderSpec;
import dev.xdc.encoder.Encoders;
import dev.xdc.engine.TorchEngine;
import dev.xdc.internal.Count;
import dev.xdc.report.FilterBank;
import dev.xdc.report.FilterImage;
import dev.xdc.report.StemFilters;
import dev.xdc.suite.store.Json;
import dev.xdc.weights.EncoderWeights;
import dev.xdc.weights.PretrainedWeights;
import dev.xdc.weights.Safetensors;
import dev.xdc.weights.TensorFile;
import dev.xdc.weights.WeightLayout;
import dev.xdc.weights.WeightReport;
import dev.xdc.weights.WeightsDownload;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Encoders that others trained, and files of weights. */
@Command(
    name = "weights",
    description =
        "Lists, fetches, inspects, converts and draws weights: published encoders, PyTorch's .pth,"
            + " safetensors.")
public final class WeightsCommand implements Runnable {
  private static final String WEIGHTS =
      "A published name (see xdc weights list), .pth or safetensors.";

  private static final String NONFINITE = "--allow-nonfinite";

  @Spec private CommandSpec spec = CommandSpec.create();

  WeightsCommand() {}

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "say what to do: list, fetch, inspect, convert or draw");
  }

  @Command(name = "list", description = "Lists the published encoders.")
  int list() {
    PrintWriter out = spec.commandLine().getOut();
    for (PretrainedWeights weights : PretrainedWeights.values()) {
      boolean here = Files.exists(WeightsDownload.cache().resolve(weights.fileName()));
      out.printf(
          "%-28s %s  %s, from %s%s%n",
          weights.label(),
          weights.sha256Prefix(),
          weights.spec(),
          weights.learnedFrom(),
          here ? "  (here)" : "");
    }
    out.flush();
    return 0;
  }

  @Command(
      name = "fetch",
      description = "Fetches published weights into the cache; resumes what was interrupted.")
  int fetch(@Parameters(paramLabel = "NAME", description = "See xdc weights list.") String name)
      throws IOException {
    try (ProgressOutput progress = ProgressOutput.to(spec.commandLine().getErr())) {
      spec.commandLine().getOut().println(WeightsSource.of(name, progress).file());
    }
    return 0;
  }

  private record Inspection(
      String file, String encoder, Map<String, String> tensors, @Nullable WeightReport report) {}

  @Command(
      name = "inspect",
      description =
          "Shows names, types and shapes without reading a tensor, and every name that only the"
              + " file or only the encoder has.")
  int inspect(
      @Parameters(paramLabel = "WEIGHTS", description = WEIGHTS) String name,
      @Option(
              names = "--json",
              paramLabel = "FILE",
              description =
                  "Write the same as JSON, with the names that are loaded, missing, unexpected or"
                      + " of another shape.")
          @Nullable Path json)
      throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    try (ProgressOutput progress = ProgressOutput.to(spec.commandLine().getErr());
        TensorFile file = TensorFile.open(WeightsSource.of(name, progress).file())) {
      file.tensors().forEach((tensor, info) -> out.printf("%-44s %s%n", tensor, info));
      long numbers = file.tensors().values().stream().mapToLong(info -> info.shape().size()).sum();
      Optional<EncoderSpec> encoder = WeightLayout.of(file);
      String kind = encoder.map(EncoderSpec::toString).orElse("no encoder of this library");
      out.printf(
          "%s, %s: %s%n",
          Count.of(file.tensors().size(), "tensor"), Count.grouped(numbers, "number"), kind);
      WeightReport report =
          encoder
              .map(recipe -> EncoderWeights.compare(Encoders.of(recipe, ClipSpec.paper()), file))
              .orElse(null);
      if (report != null) {
        List<String> others = report.faults(WeightReport.Fit.STRICT);
        out.printf("names that fit: %d, that do not: %d%n", report.loaded().size(), others.size());
        others.forEach(text -> out.println("  " + text));
      }
      Map<String, String> tensors = new LinkedHashMap<>();
      file.tensors().forEach((tensor, info) -> tensors.put(tensor, info.toString()));
      Json.write(json, new Inspection(file.path().toString(), kind, tensors, report));
    }
    out.flush();
    return 0;
  }

  @Command(
      name = "convert",
      description =
          "Makes a safetensors file of all tensors, or a folder with a model that --model takes.")
  int convert(
      @Parameters(index = "0", paramLabel = "WEIGHTS", description = WEIGHTS) String name,
      @Parameters(
              index = "1",
              paramLabel = "OUT",
              description = "A name that ends in .safetensors, or a folder for the model.")
          Path out,
      @Option(
              names = "--frames",
              paramLabel = "N",
              description =
                  "Frames of the model's clips; as published, or 32 for other files, by default.")
          @Nullable Integer frames,
      @Option(
              names = "--fit",
              paramLabel = "FIT",
              defaultValue = "complete",
              description = InitialWeights.FIT)
          WeightReport.Fit fit,
      @Option(
              names = NONFINITE,
              description = "Write a safetensors file though weights are infinite or undefined.")
          boolean allowNonfinite)
      throws IOException {
    try (ProgressOutput progress = ProgressOutput.to(spec.commandLine().getErr())) {
      WeightsSource source = WeightsSource.of(name, progress);
      if (out.toString().endsWith(".safetensors")) {
        try (TensorFile file = TensorFile.open(source.file());
            var manager = TorchEngine.newManager()) {
          Safetensors.write(
              out, allowNonfinite ? file.readAll(manager) : file.readAllFinite(manager));
        }
      } else if (allowNonfinite) {
        throw new ParameterException(
            spec.commandLine(),
            NONFINITE + " is for a name that ends in .safetensors: models have finite weights");
      } else {
        ClipSpec clip = source.clip();
        if (frames != null) {
          clip = clip.toBuilder().optFrames(frames).build();
        }
        Encoder encoder =
            source.load(Encoders.of(source.spec(), clip), Device.cpu(), 0, fit, progress);
        try (XdcModel model =
            new XdcModel(clip, List.of(encoder), Map.of("weights", source.file().toString()))) {
          model.save(out);
        }
      }
    }
    spec.commandLine().getOut().println(out);
    return 0;
  }

  @Command(
      name = "draw",
      description = {
        "Draws the filters of the first layers as a PNG, as in the paper's figure 3; grey is zero.",
        "Video: spatial filters, then space-time filters at three times. Audio: time runs to the"
            + " right, low bands at the bottom."
      })
  int draw(
      @Option(
              names = "--model",
              required = true,
              paramLabel = "MODEL",
              description =
                  "A published name, a .pth or safetensors file, or the folder of a model.")
          String name,
      @Option(
              names = "--out",
              required = true,
              paramLabel = "FILE",
              description = "The PNG to write.")
          Path out,
      @Option(
              names = "--range",
              paramLabel = "RANGE",
              defaultValue = "each",
              description =
                  "Largest weight that colours are scaled to: ${COMPLETION-CANDIDATES}; of each"
                      + " filter, or of the layer.")
          FilterImage.Range range,
      @Option(
              names = NONFINITE,
              description = "Draw weights that are infinite or undefined in red.")
          boolean allowNonfinite)
      throws IOException {
    if (!out.toString().toLowerCase(Locale.ROOT).endsWith(".png")) {
      throw new ParameterException(spec.commandLine(), "--out is " + out + ", must end in .png");
    }
    List<BufferedImage> layers = new ArrayList<>();
    PrintWriter results = spec.commandLine().getOut();
    try (ProgressOutput progress = ProgressOutput.to(spec.commandLine().getErr())) {
      for (Path weights : WeightsSource.files(name, progress)) {
        try (TensorFile file = TensorFile.open(weights)) {
          for (FilterBank bank : StemFilters.of(file, allowNonfinite)) {
            layers.add(FilterImage.draw(bank, range));
            results.printf(
                "%s: %d filters of %s%d x %d%n",
                weights.getFileName(),
                bank.filters(),
                bank.times() == 1 ? "" : bank.times() + " x ",
                bank.height(),
                bank.width());
          }
        }
      }
    }
    FilterImage.write(FilterImage.column(layers), out);
    results.println(out);
    results.flush();
    return 0;
  }
}
