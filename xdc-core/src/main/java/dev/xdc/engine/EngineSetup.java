package dev.xdc.engine;

import ai.djl.util.Utils;
import dev.xdc.internal.file.Unfinished;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What DJL reads when it starts, where the application has not chosen it. */
final class EngineSetup {
  private static final Logger LOGGER = LoggerFactory.getLogger(EngineSetup.class);
  private static final String OPT_OUT = "OPT_OUT_TRACKING";
  private static final String CACHE = "DJL_CACHE_DIR";
  private static final String ENGINE_CACHE = "ENGINE_CACHE_DIR";

  private EngineSetup() {}

  /** Sets system properties; to be called before the engine's classes are loaded. */
  static void apply() {
    if (Utils.getEnvOrSystemProperty(OPT_OUT) == null) {
      // DJL asks a cloud's metadata address and reports that it was started, unless this is set
      System.setProperty(OPT_OUT, "true");
    }
    boolean chosen =
        Utils.getEnvOrSystemProperty(CACHE) != null
            || Utils.getEnvOrSystemProperty(ENGINE_CACHE) != null;
    Path home = Path.of(System.getProperty("user.home"));
    if (!chosen && !Files.isWritable(home)) {
      usePrivateFolder(home);
    }
  }

  /**
   * Has the engine unpacked into a folder that nobody else can write. DJL's own choice without a
   * home, a folder of a known name among the temporary files, may have been made by another user,
   * whose libraries would be loaded.
   */
  private static void usePrivateFolder(Path home) {
    Path folder;
    try {
      folder = Files.createTempDirectory("xdc-engine-");
    } catch (IOException e) {
      throw new IllegalStateException(
          "PyTorch cannot be unpacked: neither the home folder "
              + home
              + " nor "
              + System.getProperty("java.io.tmpdir")
              + " is writable; set "
              + CACHE
              + " to a folder of this user",
          e);
    }
    Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
    System.setProperty(CACHE, folder.toString());
    LOGGER.warn(
        "the home folder {} is not writable, PyTorch is unpacked into {} for this process alone:"
            + " set {} to a folder of this user to start faster",
        home,
        folder,
        CACHE);
  }

  private static void delete(Path folder) {
    try {
      Unfinished.delete(folder);
    } catch (IOException e) {
      LOGGER.warn("{} is left behind: {}", folder, e.toString());
    }
  }
}
