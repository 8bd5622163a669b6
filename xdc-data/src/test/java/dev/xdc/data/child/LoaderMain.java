package dev.xdc.data.child;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** Runs {@link DecodeOnce} in a class loader of its own; this one's class path has no library. */
public final class LoaderMain {

  /** Runs with a folder of jars or a jar that holds jars, and a film. */
  public static void main(String[] arguments) throws Exception {
    Path library = Path.of(arguments[0]);
    ClassLoader loader =
        Files.isDirectory(library) ? childLoader(library) : new NestedJarLoader(library);
    @SuppressWarnings("unchecked")
    Function<Path, String> program =
        (Function<Path, String>)
            loader.loadClass("dev.xdc.data.child.DecodeOnce").getConstructor().newInstance();
    System.out.println(program.apply(Path.of(arguments[1])));
  }

  private static ClassLoader childLoader(Path folder) throws Exception {
    List<Path> jars;
    try (Stream<Path> files = Files.list(folder)) {
      jars = files.toList();
    }
    URL[] urls = new URL[jars.size()];
    for (int i = 0; i < urls.length; i++) {
      urls[i] = jars.get(i).toUri().toURL();
    }
    return new URLClassLoader(urls, LoaderMain.class.getClassLoader());
  }
}
