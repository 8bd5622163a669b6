package dev.xdc.feature;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;

/** The rows of an array: chunks are views of it. */
record ArrayRows(NDArray matrix) implements FeatureRows {

  ArrayRows {
    if (matrix.getShape().dimension() != 2
        || matrix.getDataType() != DataType.FLOAT32
        || matrix.size() == 0) {
      throw new IllegalArgumentException(
          "features must be a FLOAT32 matrix of shape (N, D), N and D at least 1, got "
              + matrix.getDataType()
              + " "
              + matrix.getShape());
    }
  }

  @Override
  public int rows() {
    return Math.toIntExact(matrix.getShape().get(0));
  }

  @Override
  public int width() {
    return Math.toIntExact(matrix.getShape().get(1));
  }

  @Override
  public NDManager manager() {
    return matrix.getManager();
  }

  @Override
  public NDArray chunk(NDManager scope, int first, int end) {
    return matrix.get(scope, new NDIndex("{}:{}", first, end));
  }

  @Override
  public NDArray take(NDManager scope, int[] which) {
    try (NDArray index = scope.create(which)) {
      return matrix.get(scope, new NDIndex("{}", index));
    }
  }
}
