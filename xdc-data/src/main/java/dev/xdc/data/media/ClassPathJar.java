package dev.xdc.data.media;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;

/**
 * A jar of the class path, open to be listed. A jar within a jar is copied to a temporary file
 * where its class loader does not open it as a {@link JarFile}.
 *
 * @param file the jar
 * @param copy the temporary file, deleted on closing; null if there is none
 */
record ClassPathJar(JarFile file, @Nullable Path copy) implements AutoCloseable {

  /** Between the address of a jar and the name of an entry. */
  private static final String ENTRY = "!/";

  /**
   * Opens the jar that holds a file of the class path.
   *
   * @param url of the file, as its class loader gave it
   * @return null if it lies in no jar, or in one that cannot be read as a whole
   */
  static @Nullable ClassPathJar of(URL url) throws IOException {
    String address = url.toString();
    int end = address.lastIndexOf(ENTRY);
    if (end < 0) {
      return null;
    }
    // Java's own handler takes the first of these signs, a loader of jars within jars the last.
    boolean nested = address.indexOf(ENTRY) < end;
    if (url.openConnection() instanceof JarURLConnection connection) {
      connection.setUseCaches(false); // a cached one is shared and must not be closed
      if (!nested || connection.getEntryName().equals(address.substring(end + ENTRY.length()))) {
        return new ClassPathJar(connection.getJarFile(), null);
      }
    }
    return copied(url, address.substring(0, end));
  }

  @SuppressWarnings("deprecation") // only this constructor keeps the loader's own handler
  private static @Nullable ClassPathJar copied(URL entry, String address) throws IOException {
    Path copy = Files.createTempFile("xdc-jar", ".jar");
    try (InputStream in = new URL(entry, address).openStream()) {
      Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
      return new ClassPathJar(new JarFile(copy.toFile()), copy);
    } catch (IOException e) {
      Files.delete(copy);
      throw new IOException("cannot read the jar " + address + " of the class path: " + e, e);
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
    if (copy != null) {
      Files.delete(copy);
    }
  }
}
