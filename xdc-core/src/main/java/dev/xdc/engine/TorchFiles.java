package dev.xdc.engine;

import ai.djl.util.ClassLoaderUtils;
import ai.djl.util.Platform;
import ai.djl.util.Utils;
import dev.xdc.internal.file.CacheFolder;
import dev.xdc.internal.file.Originals;
import dev.xdc.internal.file.Originals.Original;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import org.jspecify.annotations.Nullable;

/**
 * PyTorch's libraries, unpacked from the class path to where DJL looks for them. DJL would do that
 * itself, but loads whatever it finds there.
 */
final class TorchFiles {
  private static final String ENGINE = "pytorch";

  private TorchFiles() {}

  /**
   * Unpacks the libraries of the class path, unless they are there unchanged. Where the class path
   * has none, or other ones are asked for, DJL fetches them: into its usual folder if that exists
   * and nobody else can write there, else into the same.
   *
   * @param cache of this user
   * @return the folder to be named to DJL
   */
  static Path unpack(Path cache) throws IOException {
    Platform platform = Platform.detectPlatform(ENGINE);
    boolean bundled = !platform.isPlaceholder() && !isOtherWanted(platform);
    Path usual = Path.of(System.getProperty("user.home"), ".djl.ai");
    if (!bundled && CacheFolder.isPrivate(usual)) {
      return usual;
    }
    Path home = CacheFolder.make(cache, "engine", Files::isDirectory, folder -> {});
    if (bundled) {
      String name =
          "%s-%s-%s"
              .formatted(platform.getVersion(), platform.getFlavor(), platform.getClassifier());
      new Originals(originals(platform)).unpack(home.resolve(ENGINE), name);
    }
    return home;
  }

  private static boolean isOtherWanted(Platform platform) {
    String version = Utils.getEnvOrSystemProperty("PYTORCH_VERSION");
    return Utils.getEnvOrSystemProperty(EngineSetup.LIBRARIES) != null
        || (version != null && !platform.getVersion().startsWith(version));
  }

  private static List<Original> originals(Platform platform) throws IOException {
    String place = platform.getFlavor() + "/" + platform.getClassifier() + "/";
    List<Original> all = new ArrayList<>();
    for (String library : platform.getLibraries()) {
      Original found = original(library, ENGINE + "/" + place + library);
      if (found == null) {
        throw new IOException("the class path lists " + library + " of PyTorch but lacks it");
      }
      all.add(found);
    }
    String jni = System.mapLibraryName("djl_torch");
    Original binding =
        original(
            platform.getApiVersion() + "-" + jni,
            "jnilib/" + platform.getClassifier() + "/" + platform.getFlavor() + "/" + jni);
    if (binding != null) { // else DJL says what is missing
      all.add(binding);
    }
    return all;
  }

  private static @Nullable Original original(String name, String resource) throws IOException {
    URL url = ClassLoaderUtils.getResource(resource);
    if (url == null) {
      return null;
    }
    if (connection(url) instanceof JarURLConnection jar && jar.getJarEntry() != null) {
      try (JarFile file = jar.getJarFile()) {
        JarEntry entry = file.getJarEntry(jar.getEntryName());
        return new Original(name, entry.getSize(), entry.getCrc(), () -> open(url));
      }
    }
    CRC32 sum = new CRC32(); // of a folder, or of a class loader that has no such jars
    long bytes;
    try (InputStream in = new CheckedInputStream(open(url), sum)) {
      bytes = in.transferTo(OutputStream.nullOutputStream());
    }
    return new Original(name, bytes, sum.getValue(), () -> open(url));
  }

  private static InputStream open(URL url) throws IOException {
    return connection(url).getInputStream();
  }

  private static URLConnection connection(URL url) throws IOException {
    URLConnection connection = url.openConnection();
    connection.setUseCaches(false); // a cached jar would stay open
    return connection;
  }
}
