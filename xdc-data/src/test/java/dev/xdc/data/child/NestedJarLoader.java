package dev.xdc.data.child;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarInputStream;

/**
 * Loads classes from the jars within a jar, as the loaders of executable jars do. Its addresses are
 * {@code nested:app.jar!/BOOT-INF/lib/some.jar!/some/File}; no connection of it is one to a jar.
 */
final class NestedJarLoader extends ClassLoader {

  private static final String LIBRARIES = "BOOT-INF/lib/";

  private final Path app;

  /** Files by address: of whole jars, and of what they hold. */
  private final Map<String, byte[]> files = new LinkedHashMap<>();

  NestedJarLoader(Path app) throws IOException {
    super(ClassLoader.getPlatformClassLoader());
    this.app = app;
    try (JarFile jar = new JarFile(app.toFile())) {
      for (JarEntry entry : jar.stream().filter(e -> e.getName().startsWith(LIBRARIES)).toList()) {
        String address = "nested:" + app + "!/" + entry.getName();
        byte[] library = jar.getInputStream(entry).readAllBytes();
        files.put(address, library);
        addFiles(address, library);
      }
    }
  }

  private void addFiles(String address, byte[] library) throws IOException {
    try (JarInputStream in = new JarInputStream(new ByteArrayInputStream(library))) {
      for (JarEntry entry = in.getNextJarEntry(); entry != null; entry = in.getNextJarEntry()) {
        files.put(address + "!/" + entry.getName(), in.readAllBytes());
      }
    }
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
      if (in == null) {
        throw new ClassNotFoundException(name + " in " + app);
      }
      byte[] bytes = in.readAllBytes();
      return defineClass(name, bytes, 0, bytes.length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  protected URL findResource(String name) {
    return files.keySet().stream()
        .filter(address -> address.endsWith(".jar!/" + name))
        .findFirst()
        .map(this::url)
        .orElse(null);
  }

  private URL url(String address) {
    try {
      return new URL(null, address, new Handler());
    } catch (MalformedURLException e) {
      throw new UncheckedIOException(e);
    }
  }

  private final class Handler extends URLStreamHandler {
    @Override
    protected URLConnection openConnection(URL url) {
      return new URLConnection(url) {
        @Override
        public void connect() {}

        @Override
        public InputStream getInputStream() throws IOException {
          byte[] bytes = files.get(url.toString());
          if (bytes == null) {
            throw new IOException("no " + url);
          }
          return new ByteArrayInputStream(bytes);
        }
      };
    }
  }
}
