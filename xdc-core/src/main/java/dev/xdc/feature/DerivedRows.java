package dev.xdc.feature;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/** Rows that are made from others at each reading. */
final class DerivedRows {

  private DerivedRows() {}

  /** Some rows of one source. */
  private interface Part extends FeatureRows {
    FeatureRows source();

    @Override
    default int width() {
      return source().width();
    }

    @Override
    default NDManager manager() {
      return source().manager();
    }
  }

  /** Each row changed by {@code mapper}. */
  record Changed(FeatureRows source, int width, UnaryOperator<NDArray> mapper)
      implements FeatureRows {

    /** Finds the width by changing one row. */
    static Changed of(FeatureRows source, UnaryOperator<NDArray> mapper) {
      try (NDManager scope = source.manager().newSubManager()) {
        NDArray row = mapper.apply(source.chunk(scope, 0, 1));
        return new Changed(source, Math.toIntExact(row.getShape().get(1)), mapper);
      }
    }

    @Override
    public int rows() {
      return source.rows();
    }

    @Override
    public NDManager manager() {
      return source.manager();
    }

    @Override
    public NDArray chunk(NDManager scope, int first, int end) {
      return mapper.apply(source.chunk(scope, first, end));
    }

    @Override
    public NDArray take(NDManager scope, int[] which) {
      return mapper.apply(source.take(scope, which));
    }
  }

  /** Rows side by side. */
  record Range(FeatureRows source, int start, int stop) implements Part {
    Range {
      if (start < 0 || stop <= start || stop > source.rows()) {
        throw new IllegalArgumentException(
            "rows are " + start + " to " + (stop - 1) + ", must be within " + source.rows());
      }
    }

    @Override
    public int rows() {
      return stop - start;
    }

    @Override
    public NDArray chunk(NDManager scope, int first, int end) {
      return source.chunk(scope, start + first, start + end);
    }

    @Override
    public NDArray take(NDManager scope, int[] which) {
      return source.take(scope, Arrays.stream(which).map(row -> start + row).toArray());
    }
  }

  /** The rows {@code which}. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Selected(FeatureRows source, int[] which) implements Part {

    @Override
    public int rows() {
      return which.length;
    }

    @Override
    public NDArray chunk(NDManager scope, int first, int end) {
      return source.take(scope, Arrays.copyOfRange(which, first, end));
    }

    @Override
    public NDArray take(NDManager scope, int[] places) {
      return source.take(scope, Arrays.stream(places).map(place -> which[place]).toArray());
    }
  }

  /** Rows of {@code left}, continued by those of {@code right}. */
  record Joined(FeatureRows left, FeatureRows right) implements FeatureRows {

    Joined {
      if (left.rows() != right.rows()) {
        throw new IllegalArgumentException(
            left.rows() + " and " + right.rows() + " rows cannot stand side by side");
      }
    }

    @Override
    public int rows() {
      return left.rows();
    }

    @Override
    public int width() {
      return left.width() + right.width();
    }

    @Override
    public NDManager manager() {
      return left.manager();
    }

    @Override
    public NDArray chunk(NDManager scope, int first, int end) {
      return left.chunk(scope, first, end).concat(right.chunk(scope, first, end), 1);
    }

    @Override
    public NDArray take(NDManager scope, int[] which) {
      return left.take(scope, which).concat(right.take(scope, which), 1);
    }
  }
}
