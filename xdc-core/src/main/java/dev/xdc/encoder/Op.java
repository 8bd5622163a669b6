package dev.xdc.encoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import dev.xdc.internal.engine.GradientScope;
import dev.xdc.internal.engine.TorchFunctions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * An operation on activations, one array for each part of the batch: leaves its input open and
 * returns new arrays, each with the manager of its part.
 */
interface Op {
  List<NDArray> apply(List<NDArray> parts, Pass pass);

  /** Writes the operation as inference computes it. */
  void write(InferenceScript script);

  /** An operation on the activations of one part of the batch. */
  interface PartOp {
    NDArray apply(NDArray x, Pass pass);

    /** Writes the operation as inference computes it. */
    void write(InferenceScript script);
  }

  /** Returns what a function makes of each part on its own. */
  static List<NDArray> onParts(
      List<NDArray> parts, Pass pass, BiFunction<NDArray, Pass, NDArray> function) {
    List<NDArray> results = new ArrayList<>(parts.size());
    for (int i = 0; i < parts.size(); i++) {
      results.add(function.apply(parts.get(i), pass.at(i)));
    }
    return results;
  }

  /** Applies an operation to each part on its own. */
  static Op each(PartOp op) {
    return new Each(op);
  }

  /** See {@link #each}. */
  record Each(PartOp op) implements Op {
    @Override
    public List<NDArray> apply(List<NDArray> parts, Pass pass) {
      return onParts(parts, pass, op::apply);
    }

    @Override
    public void write(InferenceScript script) {
      op.write(script);
    }
  }

  /** Runs the operations one after the other, closing what lies between them. */
  static Op chain(Op... ops) {
    return new Chain(List.of(ops));
  }

  /** See {@link #chain}. */
  record Chain(List<Op> ops) implements Op {
    @Override
    public List<NDArray> apply(List<NDArray> parts, Pass pass) {
      List<NDArray> current = parts;
      for (Op op : ops) {
        List<NDArray> next = op.apply(current, pass);
        if (current != parts) {
          // autograd keeps what the backward pass needs; everything else goes now, not at the end
          // of the step
          current.forEach(NDArray::close);
        }
        current = next;
      }
      return current;
    }

    @Override
    public void write(InferenceScript script) {
      ops.forEach(op -> op.write(script));
    }
  }

  /**
   * Runs operations one after the other, and drops what lies between them if a step is told to, see
   * {@link Computing#recomputed}. Their input is a batch or begins a graph, as the results of this
   * and what a residual block hands to its body do.
   */
  static Op recomputed(Op... ops) {
    return new Recomputed(chain(ops));
  }

  /** See {@link #recomputed}. */
  record Recomputed(Op op) implements Op {
    @Override
    public List<NDArray> apply(List<NDArray> parts, Pass pass) {
      boolean twice = pass.training() && pass.computing().recomputed();
      GradientScope scope = twice ? GradientScope.current() : null;
      if (scope == null) {
        return op.apply(parts, pass);
      }
      return scope.recompute(parts, x -> op.apply(x, pass), x -> op.apply(x, pass.again()));
    }

    @Override
    public void write(InferenceScript script) {
      op.write(script);
    }
  }

  /** A residual block: relu(body(x) + shortcut(x)); without a shortcut x itself is added. */
  record Residual(Op body, @Nullable Op shortcut) implements Op {
    @Override
    public List<NDArray> apply(List<NDArray> parts, Pass pass) {
      GradientScope scope = pass.training() ? GradientScope.current() : null;
      if (scope == null || !scope.defers()) {
        return sums(parts, pass);
      }
      try (NDList above = new NDList(scope.cut(parts))) {
        return sums(above, pass);
      }
    }

    private List<NDArray> sums(List<NDArray> parts, Pass pass) {
      List<NDArray> direct = shortcut == null ? parts : shortcut.apply(parts, pass);
      List<NDArray> deep = body.apply(parts, pass);
      List<NDArray> results = new ArrayList<>(parts.size());
      for (int i = 0; i < parts.size(); i++) {
        try (NDArray own = deep.get(i);
            NDArray sum = own.add(direct.get(i))) {
          if (direct != parts) {
            direct.get(i).close();
          }
          results.add(TorchFunctions.reluInPlace(sum));
        }
      }
      return results;
    }

    @Override
    public void write(InferenceScript script) {
      script.residual(body, shortcut);
    }
  }
}
