package dev.xdc.encoder;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;

/** max(x, 0) of what no norm precedes. */
enum Relu implements Op.PartOp {
  OP;

  @Override
  public NDArray apply(NDArray x, Pass pass) {
    return Activation.relu(x);
  }

  @Override
  public void write(InferenceScript script) {
    script.relu();
  }
}
