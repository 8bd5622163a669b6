package dev.xdc.weights;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.util.Float16Utils;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Optional;

/** The element types of stored tensors, as safetensors and PyTorch's storages name them. */
public enum TensorType {
  F64("DoubleStorage", Double.BYTES, DataType.FLOAT64),
  F32("FloatStorage", Float.BYTES, DataType.FLOAT32),
  /** Becomes FLOAT32 when read. */
  F16("HalfStorage", Short.BYTES, DataType.FLOAT32),
  /** Becomes FLOAT32 when read: DJL has no arrays of it. */
  BF16("BFloat16Storage", Short.BYTES, DataType.FLOAT32),
  I64("LongStorage", Long.BYTES, DataType.INT64),
  I32("IntStorage", Integer.BYTES, DataType.INT32),
  /** Becomes INT32 when read: DJL's PyTorch engine has no arrays of it. */
  I16("ShortStorage", Short.BYTES, DataType.INT32),
  I8("CharStorage", 1, DataType.INT8),
  U8("ByteStorage", 1, DataType.UINT8),
  BOOL("BoolStorage", 1, DataType.BOOLEAN);

  private final String storage;
  private final int bytes;
  private final DataType array;

  TensorType(String storage, int bytes, DataType array) {
    this.storage = storage;
    this.bytes = bytes;
    this.array = array;
  }

  /** Returns the type that PyTorch's storage class {@code name} holds. */
  static Optional<TensorType> ofStorage(String name) {
    return Arrays.stream(values()).filter(type -> type.storage.equals(name)).findFirst();
  }

  /** Returns the type in which an array of {@code type} is stored. */
  static TensorType of(DataType type) {
    return switch (type) {
      case FLOAT64 -> F64;
      case FLOAT32 -> F32;
      case FLOAT16 -> F16;
      case INT64 -> I64;
      case INT32 -> I32;
      case INT8 -> I8;
      case UINT8 -> U8;
      case BOOLEAN -> BOOL;
      default -> throw new IllegalArgumentException("arrays of " + type + " cannot be stored");
    };
  }

  /** Returns the bytes of one element. */
  public int bytes() {
    return bytes;
  }

  /** Returns the type that elements have as an array. */
  public DataType array() {
    return array;
  }

  /**
   * Makes an array of stored elements.
   *
   * @param elements direct, little-endian, exactly the elements; becomes the array's memory where
   *     it can
   */
  NDArray create(NDManager manager, ByteBuffer elements, Shape shape) {
    elements.order(ByteOrder.LITTLE_ENDIAN);
    return switch (this) {
      case F16 -> floats(manager, shape, elements, Float16Utils::halfToFloat);
      case BF16 -> floats(manager, shape, elements, b -> Float.intBitsToFloat(b << Short.SIZE));
      case I16 -> {
        int[] values = new int[elements.remaining() / bytes];
        for (int i = 0; i < values.length; i++) {
          values[i] = elements.getShort();
        }
        yield manager.create(values, shape);
      }
      default -> manager.create(elements, shape, array);
    };
  }

  /** Widens a number of two bytes. */
  private interface Widening {
    float widen(short bits);
  }

  private static NDArray floats(
      NDManager manager, Shape shape, ByteBuffer elements, Widening widening) {
    FloatBuffer values = FloatBuffer.allocate(elements.remaining() / Short.BYTES);
    while (elements.hasRemaining()) {
      values.put(widening.widen(elements.getShort()));
    }
    return manager.create(values.array(), shape);
  }
}
