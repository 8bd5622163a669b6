package dev.xdc.encoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.pooling.Pool;

/** Max pooling over space: kernel 3, stride 2, padding 1. */
enum MaxPool implements Op.PartOp {
  OP;

  @Override
  public NDArray apply(NDArray x, Pass pass) {
    Shape pad = new Shape(1, 1);
    return Layout.onPictures(
        x, p -> Pool.maxPool2d(p, new Shape(3, 3), new Shape(2, 2), pad, false));
  }

  @Override
  public void write(InferenceScript script) {
    script.maxPool();
  }
}
