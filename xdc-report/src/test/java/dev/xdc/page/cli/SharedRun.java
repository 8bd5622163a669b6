package dev.xdc.page.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** One run for all tests that look at it: it is made for the first and deleted after the last. */
final class SharedRun implements BeforeAllCallback {
  private @Nullable HostileRun made;

  private record Kept(Path folder, HostileRun run) implements AutoCloseable {
    static Kept make() {
      try {
        Path folder = Files.createTempDirectory("xdc-report");
        return new Kept(folder, HostileRun.make(folder));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() throws IOException {
      List<Path> all;
      try (Stream<Path> found = Files.walk(folder)) {
        all = found.sorted(Comparator.reverseOrder()).toList();
      }
      for (Path one : all) {
        Files.delete(one);
      }
    }
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    made =
        context
            .getRoot()
            .getStore(ExtensionContext.Namespace.create(SharedRun.class))
            .getOrComputeIfAbsent(Kept.class, key -> Kept.make(), Kept.class)
            .run();
  }

  /** Returns the run, from the first test on. */
  HostileRun made() {
    return Objects.requireNonNull(made);
  }
}
