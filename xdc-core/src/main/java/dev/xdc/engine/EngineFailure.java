package dev.xdc.engine;

import ai.djl.util.Utils;
import dev.xdc.internal.file.CacheFolder;
import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Why PyTorch does not start, and what helps. */
final class EngineFailure {
  private static final String OTHER_LOADER = "already loaded in another classloader";

  /** What the system's loader says where it may not map a library, for want of memory or rights. */
  private static final String NOT_MAPPED = "failed to map segment";

  private static final String OTHER_FOLDER =
      ": set XDC_CACHE, or DJL_CACHE_DIR where that is set, to another folder";

  private EngineFailure() {}

  /** Returns one line for what was thrown on the way. */
  static String message(Throwable thrown) {
    String chosen = Utils.getEnvOrSystemProperty(EngineSetup.LIBRARIES);
    return "PyTorch does not start: " + reason(thrown, Utils.getEngineCacheDir(), chosen);
  }

  /**
   * Returns the cause and the remedy.
   *
   * @param cache where DJL looks for libraries
   * @param chosen where they lie by {@link EngineSetup#LIBRARIES}, null if it is not set
   */
  static String reason(Throwable thrown, Path cache, @Nullable String chosen) {
    if (thrown instanceof IOException) {
      return String.valueOf(thrown.getMessage()); // this library's own
    }
    Throwable root = thrown;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String said = String.valueOf(root.getMessage());
    String detail = " (" + said.lines().findFirst().orElse("").strip() + ")";
    if (said.contains(OTHER_LOADER)) {
      return "another class loader of this JVM has loaded its native code, as after a"
          + " redeployment; put DJL and this library where all applications share them, or start"
          + " the JVM anew"
          + detail;
    }
    if (said.contains(NOT_MAPPED) && CacheFolder.isNoexec(cache)) {
      return cache + " lies on a file system that is mounted noexec" + OTHER_FOLDER + detail;
    }
    if (said.contains(NOT_MAPPED) || said.contains("annot allocate memory")) {
      return "the system refuses memory for its libraries, which take 500 MB of address space;"
          + " raise the limit, as with ulimit -v unlimited, or free memory"
          + detail;
    }
    if (root instanceof IOException && !(root instanceof UnknownHostException)) {
      return "its libraries cannot be unpacked into " + cache + OTHER_FOLDER + detail;
    }
    if (chosen != null) {
      return "the libraries in "
          + chosen
          + ", to which "
          + EngineSetup.LIBRARIES
          + " is set, cannot be loaded; they must be of the version that DJL is built for, for"
          + " CUDA if PYTORCH_FLAVOR names one, with what they need on the library path"
          + detail;
    }
    return "its native libraries are missing or do not fit this machine; add the dependency"
        + " dev.xdc:xdc-natives, or ai.djl.pytorch:pytorch-native-cpu with the classifier of your"
        + " operating system and ai.djl.pytorch:pytorch-jni, or set PYTORCH_LIBRARY_PATH to an"
        + " installed PyTorch"
        + detail;
  }
}
