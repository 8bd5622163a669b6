package dev.xdc.engine;

import java.util.stream.IntStream;

/** Splits loops in Java among as many threads as the engine uses. */
public final class Ranges {

  private Ranges() {}

  /** Does one part of the work. */
  @FunctionalInterface
  public interface RangeVisitor {
    /** Works on the numbers from {@code from} to {@code to - 1}. */
    void visit(int from, int to);
  }

  /**
   * Calls {@code visitor} with ranges that cover 0 to {@code size - 1}, side by side, and returns
   * when all are done.
   *
   * @param size how much there is to do
   * @param least the smallest range worth a thread, at least 1; less is done by the caller alone
   */
  public static void forEach(int size, int least, RangeVisitor visitor) {
    int parts = Math.min(TorchEngine.threads(), size / least);
    if (parts < 2) {
      visitor.visit(0, size);
      return;
    }
    IntStream.range(0, parts)
        .parallel()
        .forEach(
            part ->
                visitor.visit(
                    (int) ((long) size * part / parts), (int) ((long) size * (part + 1) / parts)));
  }
}
