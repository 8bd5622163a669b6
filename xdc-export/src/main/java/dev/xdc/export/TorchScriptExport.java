package dev.xdc.export;

import dev.xdc.internal.engine.TorchArchive;
import dev.xdc.internal.file.Unfinished;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Writes an encoder as a TorchScript archive, for {@code torch.jit.load} in Python, libtorch and
 * DJL's {@code Criteria}; any number N of clips.
 *
 * <p>Its function takes one tensor, FLOAT32 of shape (N, 3, T, H, W) or (N, 1, M, F), and returns
 * features, shape (N, D), or with a head scores, shape (N, classes). Batch norms are folded into
 * the convolutions. Beside the archive lie the files of {@link ExportedFiles}.
 */
public final class TorchScriptExport {
  private static final String RUNTIME = "TorchScript, PyTorch 1.6 or later";

  private TorchScriptExport() {}

  /**
   * Writes the archive and the files beside it, each whole or not at all, the archive last.
   *
   * @param file by custom with the ending {@code .pt}, which DJL expects; its folder is made
   * @return the archive and the files beside it
   * @throws IOException if a file cannot be written
   */
  public static ExportedFiles write(ExportSettings settings, Path file) throws IOException {
    ExportedFiles files = ExportedFiles.describe(settings, RUNTIME, file);
    Unfinished.bytes(file, archive(settings)::write);
    return files;
  }

  private static TorchArchive archive(ExportSettings settings) {
    TorchScriptSource source = new TorchScriptSource();
    String result = new NetworkGraph<>(settings, source).write(ExportedFiles.INPUT);
    return new TorchArchive(
        "Encoder",
        ExportedFiles.INPUT + ": Tensor",
        "Tensor",
        source.lines(result),
        source.tensors());
  }
}
