package dev.xdc.export;

import static dev.xdc.export.Fixtures.CLIP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.xdc.encoder.AudioStem;
import dev.xdc.encoder.Encoder;
import dev.xdc.encoder.EncoderSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Exported models in Python, if it has PyTorch or onnx: the program {@code python3}, or that of
 * {@code -Dxdc.python}.
 */
class PythonTest {
  private static final String PYTHON = System.getProperty("xdc.python", "python3");

  /** Prints the largest difference over the largest value. */
  private static final String TORCH =
      """
      import sys, json, torch, numpy as np
      m = sys.argv[1]
      shape = json.load(open(m + '.json'))['input']['shape'][1:]
      clips = torch.tensor(np.load(m + '.input.npy')).reshape([-1] + shape)
      expected = np.load(m + '.output.npy')
      with torch.no_grad():
          given = torch.jit.load(m)(clips).numpy()
      print(abs(given - expected).max() / abs(expected).max())
      """;

  /** Fails if a node, a shape or an attribute is not as the operator set says. */
  private static final String ONNX =
      """
      import sys, onnx
      onnx.checker.check_model(sys.argv[1], full_check=True)
      print(0)
      """;

  @TempDir Path folder;

  static List<EncoderSpec> specs() {
    return List.of(EncoderSpec.r2plus1d(10, 4), EncoderSpec.audioResNet(10, 4, AudioStem.A));
  }

  private record Run(int code, String out) {}

  private static Run python(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(PYTHON));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    return new Run(process.exitValue(), out);
  }

  private static void assumeInstalled(String module) throws InterruptedException {
    int code;
    try {
      code = python("-c", "import numpy, " + module).code();
    } catch (IOException e) {
      code = -1;
    }
    assumeThat(code).as("%s has no %s", PYTHON, module).isZero();
  }

  private Path export(EncoderSpec spec, boolean torch) throws IOException {
    try (Encoder encoder = Fixtures.encoder(spec, CLIP)) {
      ExportSettings settings =
          ExportSettings.builder()
              .setEncoder(encoder, CLIP)
              .optHead(Fixtures.head(encoder.featureWidth(), 3))
              .build();
      return torch
          ? TorchScriptExport.write(settings, folder.resolve("model.pt")).model()
          : OnnxExport.write(settings, folder.resolve("model.onnx")).model();
    }
  }

  @ParameterizedTest
  @MethodSource("specs")
  void torchLoadsTheArchive(EncoderSpec spec) throws IOException, InterruptedException {
    assumeInstalled("torch");
    Run run = python("-c", TORCH, export(spec, true).toString());

    assertThat(run.code()).as(run.out()).isZero();
    assertThat(Double.parseDouble(run.out().strip())).isLessThan(1e-5);
  }

  @ParameterizedTest
  @MethodSource("specs")
  void onnxFindsNothingWrong(EncoderSpec spec) throws IOException, InterruptedException {
    assumeInstalled("onnx");
    Run run = python("-c", ONNX, export(spec, false).toString());

    assertThat(run.code()).as(run.out()).isZero();
  }
}
