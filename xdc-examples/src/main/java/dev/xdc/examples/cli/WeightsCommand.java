package dev.xdc.examples.cli;

import ai.djl.Device;
import dev.xdc.XdcModel;
import dev.xdc.clip.ClipSpec;
import dev.xdc.encoder.Encoder;
import dev.xdc.engine.TorchEngine;
import dev.xdc.weights.PretrainedWeights;
import dev.xdc.weights.Safetensors;
import dev.xdc.weights.TensorFile;
import dev.xdc.weights.WeightLayout;
import dev.xdc.weights.WeightsDownload;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
        "Lists, fetches, inspects and converts weights: published encoders, PyTorch's .pth, safetensors.")
final class WeightsCommand implements Runnable {
  private static final String WEIGHTS =
      "A published name (see xdc weights list), .pth or safetensors.";

  @Spec private CommandSpec spec = CommandSpec.create();

  WeightsCommand() {}

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "say what to do: list, fetch, inspect or convert");
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
      description = "Fetches published weights into the cache; goes on with what broke off.")
  int fetch(@Parameters(paramLabel = "NAME", description = "See xdc weights list.") String name)
      throws IOException {
    try (ProgressOutput progress = ProgressOutput.to(spec.commandLine().getErr())) {
      spec.commandLine().getOut().println(WeightsSource.of(name, progress).file());
    }
    return 0;
  }

  @Command(
      name = "inspect",
      description = "Shows names, types and shapes without reading a tensor.")
  int inspect(@Parameters(paramLabel = "WEIGHTS", description = WEIGHTS) String name)
      throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    try (ProgressOutput progress = ProgressOutput.to(spec.commandLine().getErr());
        TensorFile file = TensorFile.open(WeightsSource.of(name, progress).file())) {
      file.tensors().forEach((tensor, info) -> out.printf("%-44s %s%n", tensor, info));
      long numbers = file.tensors().values().stream().mapToLong(info -> info.shape().size()).sum();
      out.printf(
          "%d tensors, %,d numbers: %s%n",
          file.tensors().size(),
          numbers,
          WeightLayout.of(file).map(Object::toString).orElse("no encoder of this library"));
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
              defaultValue = "32",
              description = "Frames of the model's clips; the published encoders saw 32.")
          int frames)
      throws IOException {
    try (ProgressOutput progress = ProgressOutput.to(spec.commandLine().getErr())) {
      WeightsSource source = WeightsSource.of(name, progress);
      if (out.toString().endsWith(".safetensors")) {
        try (TensorFile file = TensorFile.open(source.file());
            var manager = TorchEngine.newManager()) {
          Safetensors.write(out, file.readAll(manager));
        }
      } else {
        ClipSpec clip = ClipSpec.paper().toBuilder().optFrames(frames).build();
        Encoder encoder = source.load(clip, Device.cpu(), progress);
        try (XdcModel model =
            new XdcModel(clip, List.of(encoder), Map.of("weights", source.file().toString()))) {
          model.save(out);
        }
      }
    }
    spec.commandLine().getOut().println(out);
    return 0;
  }
}
