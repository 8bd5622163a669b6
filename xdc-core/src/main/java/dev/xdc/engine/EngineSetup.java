package dev.xdc.engine;

import ai.djl.util.Utils;
import dev.xdc.internal.file.CacheFolder;
import java.io.IOException;
import java.nio.file.Path;

/** What DJL reads when it starts, where the application has not chosen it. */
final class EngineSetup {
  private static final String OPT_OUT = "OPT_OUT_TRACKING";
  private static final String CACHE = "DJL_CACHE_DIR";
  private static final String ENGINE_CACHE = "ENGINE_CACHE_DIR";
  private static final String TEMPORARY = "java.io.tmpdir";

  private EngineSetup() {}

  /**
   * Sets system properties; to be called before the engine's classes are loaded.
   *
   * @throws IOException if PyTorch cannot be unpacked; one line with the cause and the remedy
   */
  static void apply() throws IOException {
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
