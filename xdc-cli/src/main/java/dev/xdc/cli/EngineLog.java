package dev.xdc.cli;

import ai.djl.pytorch.jni.LibUtils;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What PyTorch's own code prints to standard error. Where NNPACK does not support the processor, it
 * is a warning for every shape of a convolution.
 */
final class EngineLog {
  private static final Logger LOGGER = LoggerFactory.getLogger(EngineLog.class);

  /** What PyTorch's Python package sets the level by; its libraries alone do not read it. */
  private static final String VARIABLE = "TORCH_CPP_LOG_LEVEL";

  private static final String LIBRARY = "c10";
  private static final String LEVEL = "FLAGS_caffe2_log_level";
  private static final int ERROR = 2;

  private EngineLog() {}

  /**
   * Prints errors only, once the engine is loaded. A user who sets {@code TORCH_CPP_LOG_LEVEL}
   * keeps all of it, and so does Windows.
   */
  static void errorsOnly() {
    if (Platform.isWindows() || System.getenv(VARIABLE) != null) {
      return;
    }
    Path library = Path.of(LibUtils.getLibtorchPath(), System.mapLibraryName(LIBRARY));
    try {
      NativeLibrary.getInstance(library.toString())
          .getGlobalVariableAddress(LEVEL)
          .setInt(0, ERROR);
    } catch (LinkageError e) {
      LOGGER.debug("{} has no level to set", library, e); // another build of PyTorch
    }
  }
}
