package dev.xdc.weights;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.razorvine.pickle.PickleException;

/**
 * A tensor as a pickle describes it: a strided window on a storage. Nothing is checked against the
 * file yet.
 *
 * @param storage where its elements are
 * @param offset of its first element in the storage
 * @param size of each axis
 * @param stride of each axis, in elements
 */
record StoredTensor(Storage storage, long offset, List<Long> size, List<Long> stride) {

  /**
   * A run of elements in the file.
   *
   * @param key its name in the file
   * @param count its elements
   */
  record Storage(TensorType type, String key, long count) {

    /** Reads PyTorch's persistent id: "storage", type, key, device, elements, and maybe a view. */
    static Storage of(Object[] id) {
      boolean known =
          id.length >= 5
              && "storage".equals(id[0])
              && id[1] instanceof TensorType
              && (id[2] instanceof String || id[2] instanceof Number);
      if (!known) {
        throw new PickleException("its pickle refers to something that is not a storage");
      }
      if (id.length > 5 && id[5] != null) {
        throw new PickleException(
            "its pickle holds views of storages; load and save it again with a newer PyTorch");
      }
      return new Storage((TensorType) id[1], String.valueOf(id[2]), ((Number) id[4]).longValue());
    }
  }

  /**
   * Makes a tensor of the arguments of PyTorch's {@code _rebuild_tensor_v2}: storage, offset, size,
   * stride, two of training only, and since 1.13 maybe a dictionary of marks that change what the
   * elements stand for.
   */
  static StoredTensor of(Object[] arguments) {
    if (arguments.length > 6 && arguments[6] instanceof Map<?, ?> marks && !marks.isEmpty()) {
      throw new PickleException(
          "its pickle holds a tensor to be negated or conjugated when read; save its resolve_neg()");
    }
    return new StoredTensor(
        (Storage) arguments[0],
        ((Number) arguments[1]).longValue(),
        longs((Object[]) arguments[2]),
        longs((Object[]) arguments[3]));
  }

  private static List<Long> longs(Object[] numbers) {
    List<Long> values = new ArrayList<>(numbers.length);
    for (Object number : numbers) {
      values.add(((Number) number).longValue());
    }
    return values;
  }

  /** Returns the elements that the window spans, from the first to the last. */
  long span() {
    long span = 1;
    for (int axis = 0; axis < size.size(); axis++) {
      if (size.get(axis) == 0) {
        return 0;
      }
      span = Math.addExact(span, Math.multiplyExact(size.get(axis) - 1, stride.get(axis)));
    }
    return span;
  }

  /** Returns whether the elements lie in the order of the array, without gaps. */
  boolean isContiguous() {
    long expected = 1;
    for (int axis = size.size() - 1; axis >= 0; axis--) {
      if (size.get(axis) != 1 && stride.get(axis) != expected) {
        return false;
      }
      expected *= size.get(axis);
    }
    return true;
  }
}
