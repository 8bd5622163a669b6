package dev.xdc.encoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.function.UnaryOperator;

/** Brings activations, contiguous (N, T, H, W, C), into the layouts that 2-d operations take. */
final class Layout {

  private Layout() {}

  /**
   * Brings a batch as users see it, (N, C, T, H, W) or (N, C, H, W), to (N, T, H, W, C). A clip
   * that comes alone is made contiguous: it would stay in the layout it has in memory otherwise, in
   * which oneDNN computes other features than among several clips (seen with AVX2 and AVX-512 of
   * AMD).
   */
  static NDArray channelsLast(NDArray x) {
    if (x.getShape().dimension() == 4) {
      try (NDArray pictures = x.expandDims(2)) {
        return channelsLast(pictures);
      }
    }
    NDArray view = x.transpose(0, 2, 3, 4, 1);
    if (x.getShape().get(0) > 1) {
      return view;
    }
    try (view;
        NDArray flat = view.flatten()) { // a copy only if the view is not contiguous
      return flat.reshape(view.getShape());
    }
  }

  /** Applies a 2-d operation to the N x T pictures of x, seen as (N T, C, H, W). */
  static NDArray onPictures(NDArray x, UnaryOperator<NDArray> op) {
    Shape s = x.getShape();
    try (NDArray pictures = x.reshape(s.get(0) * s.get(1), s.get(2), s.get(3), s.get(4));
        NDArray view = pictures.transpose(0, 3, 1, 2);
        NDArray y = op.apply(view);
        NDArray last = y.transpose(0, 2, 3, 1)) {
      Shape o = last.getShape();
      return last.reshape(s.get(0), s.get(1), o.get(1), o.get(2), o.get(3));
    }
  }

  /** Applies a 2-d operation over time to x, seen as N pictures of T x (H W). */
  static NDArray onRows(NDArray x, UnaryOperator<NDArray> op) {
    Shape s = x.getShape();
    try (NDArray rows = x.reshape(s.get(0), s.get(1), s.get(2) * s.get(3), s.get(4));
        NDArray view = rows.transpose(0, 3, 1, 2);
        NDArray y = op.apply(view);
        NDArray last = y.transpose(0, 2, 3, 1)) {
      Shape o = last.getShape();
      return last.reshape(s.get(0), o.get(1), s.get(2), s.get(3), o.get(3));
    }
  }
}
