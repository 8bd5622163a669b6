package dev.xdc.weights;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.razorvine.pickle.IObjectConstructor;
import net.razorvine.pickle.Opcodes;
import net.razorvine.pickle.PickleException;
import net.razorvine.pickle.PickleUtils;
import net.razorvine.pickle.Unpickler;
import org.jspecify.annotations.Nullable;

/**
 * Unpickles a dictionary of tensors and refuses everything else.
 *
 * <p>A pickle is a program. This one may build dictionaries, lists, tuples, numbers and texts, and
 * may name {@link TorchGlobals} only: neither the library's registry of constructors, which is
 * global and open to every part of an application, nor reflection is reached. Operations that
 * allocate by a claimed size are checked against the bytes that are left, dictionaries take texts
 * and numbers as keys only (the hash of nested lists takes exponential time), and the stack is
 * bounded.
 */
final class StateUnpickler extends Unpickler {
  /** Far more than PyTorch needs, which adds to a dictionary after every 1,000 entries. */
  private static final int MOST_STACKED = 100_000;

  private final ByteArrayInputStream bytes;
  private final Map<String, StoredTensor.Storage> storages = new LinkedHashMap<>();

  private StateUnpickler(ByteArrayInputStream bytes) {
    this.bytes = bytes;
  }

  /**
   * What a pickle holds.
   *
   * @param root the object
   * @param storages everything it refers to, by key
   */
  record Content(@Nullable Object root, Map<String, StoredTensor.Storage> storages) {}

  /**
   * Reads one object and leaves {@code bytes} after it.
   *
   * @throws IOException if the pickle is damaged or holds anything that weights do not need; one
   *     line
   */
  static Content read(ByteArrayInputStream bytes) throws IOException {
    StateUnpickler unpickler = new StateUnpickler(bytes);
    try {
      return new Content(unpickler.load(bytes), unpickler.storages);
    } catch (PickleException
        | ClassCastException
        | IllegalArgumentException
        | NullPointerException
        | IndexOutOfBoundsException e) {
      boolean explained = e instanceof PickleException && e.getMessage() != null;
      throw new IOException(explained ? e.getMessage() : "its pickle is damaged (" + e + ")", e);
    }
  }

  @Override
  protected Object dispatch(short key) throws IOException {
    if (stack.size() > MOST_STACKED || memo.size() > MOST_STACKED) {
      throw new PickleException("its pickle stacks more than " + MOST_STACKED + " objects");
    }
    switch (key) {
      case Opcodes.GLOBAL -> {
        String module = PickleUtils.readline(input);
        stack.add(TorchGlobals.named(module + "." + PickleUtils.readline(input)));
      }
      case Opcodes.STACK_GLOBAL -> {
        String name = (String) stack.pop();
        String module = (String) stack.pop();
        stack.add(TorchGlobals.named(module + "." + name));
      }
      case Opcodes.REDUCE -> {
        Object[] arguments = (Object[]) stack.pop();
        stack.add(((IObjectConstructor) stack.pop()).construct(arguments));
      }
      // attributes of a dictionary, such as the versions of PyTorch's modules
      case Opcodes.BUILD -> stack.pop();
      case Opcodes.EMPTY_DICT -> stack.add(new LinkedHashMap<>());
      case Opcodes.SETITEM -> {
        Object value = stack.pop();
        Object entry = stack.pop();
        put(entry, value);
      }
      case Opcodes.SETITEMS -> {
        List<Object> items = stack.pop_all_since_marker();
        for (int i = 0; i < items.size(); i += 2) {
          put(items.get(i), items.get(i + 1));
        }
      }
      case Opcodes.APPENDS -> {
        List<Object> items = stack.pop_all_since_marker();
        list().addAll(items); // the library's own trims the list each time
      }
      case Opcodes.BINUNICODE, Opcodes.BINSTRING -> {
        requireBytes();
        return super.dispatch(key);
      }
      // what claims no size, or one below 256
      case Opcodes.PROTO,
          Opcodes.FRAME,
          Opcodes.STOP,
          Opcodes.MARK,
          Opcodes.POP,
          Opcodes.POP_MARK,
          Opcodes.NONE,
          Opcodes.NEWTRUE,
          Opcodes.NEWFALSE,
          Opcodes.BININT,
          Opcodes.BININT1,
          Opcodes.BININT2,
          Opcodes.LONG1,
          Opcodes.BINFLOAT,
          Opcodes.SHORT_BINUNICODE,
          Opcodes.SHORT_BINSTRING,
          Opcodes.EMPTY_TUPLE,
          Opcodes.TUPLE,
          Opcodes.TUPLE1,
          Opcodes.TUPLE2,
          Opcodes.TUPLE3,
          Opcodes.EMPTY_LIST,
          Opcodes.APPEND,
          Opcodes.BINPUT,
          Opcodes.LONG_BINPUT,
          Opcodes.BINGET,
          Opcodes.LONG_BINGET,
          Opcodes.MEMOIZE,
          Opcodes.BINPERSID -> {
        return super.dispatch(key);
      }
      default ->
          throw new PickleException(
              "its pickle uses the operation 0x%02x, which weights do not need; save"
                      .formatted(key & 0xff)
                  + " model.state_dict() alone");
    }
    return NO_RETURN_VALUE;
  }

  /** Checks the length of four bytes that comes next against the bytes after it. */
  private void requireBytes() throws IOException {
    bytes.mark(0);
    long claimed = PickleUtils.bytes_to_uint(PickleUtils.readbytes(input, Integer.BYTES), 0);
    if (claimed > bytes.available()) {
      throw new PickleException(
          "its pickle claims a text of %d bytes, %d are left"
              .formatted(claimed, bytes.available()));
    }
    bytes.reset();
  }

  @SuppressWarnings("unchecked")
  private void put(Object key, Object value) {
    if (!(key instanceof String || key instanceof Number)) {
      throw new PickleException("its pickle has a dictionary key that is no text or number");
    }
    ((Map<Object, Object>) stack.peek()).put(key, value);
  }

  @SuppressWarnings("unchecked")
  private List<Object> list() {
    return (List<Object>) stack.peek();
  }

  @Override
  protected Object persistentLoad(Object id) {
    StoredTensor.Storage storage = StoredTensor.Storage.of((Object[]) id);
    if (!storages.computeIfAbsent(storage.key(), key -> storage).equals(storage)) {
      throw new PickleException("its pickle describes storage " + storage.key() + " in two ways");
    }
    return storage;
  }
}
