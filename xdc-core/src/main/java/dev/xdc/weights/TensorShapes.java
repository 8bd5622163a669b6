package dev.xdc.weights;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.util.List;

/** What the readers of both formats check and say alike. */
final class TensorShapes {
  private static final int MOST_AXES = 16;

  private TensorShapes() {}

  /**
   * Returns the number of elements of a tensor.
   *
   * @throws IOException if an axis is negative, there are more than 16, or the elements have 2 GiB
   *     or more
   */
  static long count(String name, List<Long> shape, TensorType type) throws IOException {
    long most = Integer.MAX_VALUE / type.bytes();
    long count = 1;
    for (long size : shape) {
      if (size < 0 || shape.size() > MOST_AXES || (size > 0 && count > most / size)) {
        throw new IOException("tensor " + name + " has the impossible shape " + shape);
      }
      count *= size;
    }
    return count;
  }

  /**
   * Returns the one line that says why {@code file} is not what it should be, or that reading it
   * was interrupted.
   */
  static IOException refusal(Path file, String what, Exception cause) {
    if (cause instanceof ClosedByInterruptException) {
      return new InterruptedIOException("reading " + file + " was interrupted");
    }
    String reason = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    String line = reason.lines().findFirst().orElse("");
    return new IOException(file + " is refused as a " + what + ": " + line, cause);
  }
}
