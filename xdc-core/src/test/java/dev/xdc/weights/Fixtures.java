package dev.xdc.weights;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/**
 * Reference files made with PyTorch 1.13.1 and 2.13.0 by {@code src/test/python/make_fixtures.py}.
 */
public final class Fixtures {
  /** What is asked of every layer and network, relative to the largest number. */
  private static final double TOLERANCE = 1e-4;

  private Fixtures() {}

  static Path path(String name) {
    try {
      return Path.of(Objects.requireNonNull(Fixtures.class.getResource(name), name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns all arrays of a file. */
  public static Map<String, NDArray> read(String name, NDManager manager) throws IOException {
    try (TensorFile file = TensorFile.open(path(name))) {
      return file.readAll(manager);
    }
  }

  /** Checks that both have the same shape and numbers. */
  public static void assertAlike(NDArray actual, NDArray expected, String what) {
    assertThat(actual.getShape()).as(what).isEqualTo(expected.getShape());
    assertThat(relativeDifference(actual, expected)).as(what).isLessThan(TOLERANCE);
  }

  /** Returns the largest difference, relative to the largest expected number. */
  static double relativeDifference(NDArray actual, NDArray expected) {
    double largest = expected.abs().max().getFloat();
    return actual.sub(expected).abs().max().getFloat() / largest;
  }
}
