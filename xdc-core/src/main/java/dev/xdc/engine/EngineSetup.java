package dev.xdc.engine;

import ai.djl.util.Utils;
import dev.xdc.internal.file.CacheFolder;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;

/** What DJL reads when it starts, where the application has not chosen it. */
final class EngineSetup {
  private static final String OPT_OUT = "OPT_OUT_TRACKING";
  private static final String CACHE = "DJL_CACHE_DIR";
  private static final String ENGINE_CACHE = "ENGINE_CACHE_DIR";
  private static final String TEMPORARY = "java.io.tmpdir";

  /** Where an installed PyTorch lies, if it is to be used. */
  static final String LIBRARIES = "PYTORCH_LIBRARY_PATH";

  private EngineSetup() {}

  /**
   * Sets system properties; to be called before the engine's classes are loaded.
   *
   * @throws IOException if PyTorch cannot be unpacked, or is not where it is said to be; one line
   *     with the cause and the remedy
   */
  static void apply() throws IOException {
    String chosen = Utils.getEnvOrSystemProperty(LIBRARIES);
    String needed = System.mapLibraryName("torch_cpu");
    if (chosen != null && !new File(chosen, needed).isFile()) { // DJL would take another one
      throw new IOException(
          LIBRARIES
              + " is "
              + chosen
              + ", where no "
              + needed
              + " lies; name the folder lib of an installed PyTorch, or unset it");
    }
    if (Utils.getEnvOrSystemProperty(OPT_OUT) == null) {
      // DJL asks a cloud's metadata address and reports that it was started, unless this is set
      System.setProperty(OPT_OUT, "true");
    }
    if (Utils.getEnvOrSystemProperty(CACHE) == null
        && Utils.getEnvOrSystemProperty(ENGINE_CACHE) == null) {
      Path folder =
          CacheFolder.make(
              CacheFolder.ofUser(),
              Path.of(System.getProperty(TEMPORARY)),
              "PyTorch",
              TorchFiles::unpack);
      System.setProperty(ENGINE_CACHE, folder.toString());
    }
  }
}
