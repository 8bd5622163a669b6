package dev.xdc.internal.engine;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A function that DJL's arrays lack, compiled by PyTorch from source text at run time. Lives as
 * long as the JVM; usable from many threads and on every device.
 *
 * <p>What the engine loads is a TorchScript archive: a zip file with the source of one module, a
 * pickle that makes an instance of it without any state, and two short entries that say that there
 * are no constants and which version of the operators is meant.
 */
final class TorchScript {
  /** The operators' version since PyTorch 1.6. */
  private static final String VERSION = "3\n";

  /** Pickle, protocol 2: a {@code __torch__.Function} whose state is an empty dictionary. */
  private static final String INSTANCE = "\u0080\u0002c__torch__\nFunction\n)\u0081}b.";

  /** Pickle, protocol 2: an empty tuple. */
  private static final String NO_CONSTANTS = "\u0080\u0002).";

  private final PtSymbolBlock module;

  /**
   * Compiles a function.
   *
   * @param arguments such as {@code x: Tensor, factor: float}
   * @param result its type, {@code Tensor} or {@code NoneType}
   * @param lines its body, with operators spelled {@code torch.name}
   * @throws IllegalStateException if PyTorch refuses the source
   */
  TorchScript(String arguments, String result, String... lines) {
    StringBuilder source = new StringBuilder("class Function(Module):\n");
    source.append("  __parameters__ = []\n  __buffers__ = []\n");
    source.append("  def forward(self: __torch__.Function, ").append(arguments);
    source.append(") -> ").append(result).append(":\n");
    for (String line : lines) {
      source.append("    ").append(line).append('\n');
    }
    // not through TorchEngine: it would switch gradient recording off in the middle of a step
    NDManager manager = Engine.getEngine("PyTorch").newBaseManager(Device.cpu());
    try {
      InputStream archive = new ByteArrayInputStream(archive(source.toString()));
      module = JniUtils.loadModule((PtNDManager) manager, archive, false, false);
    } catch (IOException | RuntimeException e) {
      manager.close();
      throw new IllegalStateException("PyTorch cannot compile " + source + e.getMessage(), e);
    }
  }

  private static byte[] archive(String source) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      add(zip, "data.pkl", INSTANCE);
      add(zip, "code/__torch__.py", source);
      add(zip, "constants.pkl", NO_CONSTANTS);
      add(zip, "version", VERSION);
    }
    return bytes.toByteArray();
  }

  private static void add(ZipOutputStream zip, String name, String content) throws IOException {
    zip.putNextEntry(new ZipEntry("function/" + name));
    zip.write(content.getBytes(StandardCharsets.ISO_8859_1));
    zip.closeEntry();
  }

  /**
   * Applies a function from arrays to an array; gradients flow through it if they are recorded.
   *
   * @return the result, with the manager of the first argument
   */
  NDArray apply(NDArray... arguments) {
    // true: false would run in inference mode, whose results never belong to a graph
    return IValueUtils.forward(module, new NDList(arguments), true).singletonOrThrow();
  }

  /** Runs a function that changes arrays in place and returns nothing; closes the arguments. */
  void run(IValue... arguments) {
    IValueUtils.runMethod(module, "forward", arguments).close();
    for (IValue argument : arguments) {
      argument.close();
    }
  }

  /** Returns arrays, which stay the caller's, as one argument. */
  static IValue list(List<NDArray> arrays) {
    return IValue.listFrom(arrays.stream().map(PtNDArray.class::cast).toArray(PtNDArray[]::new));
  }
}
