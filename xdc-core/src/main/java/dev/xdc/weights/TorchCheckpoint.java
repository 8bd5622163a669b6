package dev.xdc.weights;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.xdc.internal.file.PlainFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A checkpoint as PyTorch's {@code torch.save} writes it ({@code .pth}, {@code .pt}): the zip
 * format since PyTorch 1.6, or the one before it. Read in pure Java; its pickle may build a
 * dictionary of tensors and do nothing else, see {@link StateUnpickler}.
 *
 * <p>The tensors are those of the dictionary in the file, or of its entry {@code state_dict},
 * {@code model_state_dict} or {@code model}; a prefix {@code module.} of all names is dropped.
 */
public final class TorchCheckpoint implements TensorFile {
  private static final List<String> NESTED = List.of("state_dict", "model_state_dict", "model");
  private static final String PARALLEL_PREFIX = "module.";

  /** Tensors may share a storage, but not to look like much more than the file. */
  private static final int MOST_SHARING = 4;

  private final Path path;
  private final TorchStorages storages;
  private final Map<String, StoredTensor> tensors;

  private TorchCheckpoint(Path path, TorchStorages storages, Map<String, StoredTensor> tensors) {
    this.path = path;
    this.storages = storages;
    this.tensors = tensors;
  }

  /**
   * Opens a checkpoint and checks what it claims.
   *
   * @throws IOException if it is no checkpoint, was cut off, or holds anything that weights do not
   *     need; one line, naming the file
   */
  public static TorchCheckpoint open(Path file) throws IOException {
    PlainFile.require(file);
    TorchStorages storages = null;
    try {
      storages = isZip(file) ? ZipStorages.open(file) : StreamStorages.open(file);
      Map<String, StoredTensor> tensors = state(storages.root());
      long most = MOST_SHARING * Files.size(file);
      for (Map.Entry<String, StoredTensor> entry : tensors.entrySet()) {
        most -= checkedBytes(entry.getKey(), entry.getValue(), storages);
        if (most < 0) {
          throw new IOException("its tensors claim far more than the file holds");
        }
      }
      return new TorchCheckpoint(file, storages, tensors);
    } catch (IOException | RuntimeException e) {
      if (storages != null) {
        storages.close();
      }
      if (e instanceof java.nio.file.FileSystemException) {
        throw e; // not there, or may not be read
      }
      throw refusal(file, e);
    }
  }

  private static IOException refusal(Path file, Exception cause) {
    return TensorShapes.refusal(file, "PyTorch checkpoint", cause);
  }

  private static boolean isZip(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.read() == 'P' && in.read() == 'K';
    }
  }

  private static Map<String, StoredTensor> state(@Nullable Object root) throws IOException {
    Map<String, StoredTensor> found = tensors(root);
    for (String nested : NESTED) {
      if (found.isEmpty() && root instanceof Map<?, ?> map) {
        found = tensors(map.get(nested));
      }
    }
    if (found.isEmpty()) {
      throw new IOException("it holds no dictionary of tensors; save model.state_dict()");
    }
    if (!found.keySet().stream().allMatch(name -> name.startsWith(PARALLEL_PREFIX))) {
      return found;
    }
    Map<String, StoredTensor> plain = new LinkedHashMap<>();
    found.forEach((name, tensor) -> plain.put(name.substring(PARALLEL_PREFIX.length()), tensor));
    return plain;
  }

  private static Map<String, StoredTensor> tensors(@Nullable Object dictionary) {
    Map<String, StoredTensor> tensors = new LinkedHashMap<>();
    if (dictionary instanceof Map<?, ?> map) {
      map.forEach(
          (name, value) -> {
            if (name instanceof String text && value instanceof StoredTensor tensor) {
              tensors.put(text, tensor);
            }
          });
    }
    return tensors;
  }

  /** Returns the bytes of a tensor, if it lies within its storage and that within the file. */
  private static long checkedBytes(String name, StoredTensor tensor, TorchStorages storages)
      throws IOException {
    StoredTensor.Storage storage = tensor.storage();
    long count = TensorShapes.count(name, tensor.size(), storage.type());
    boolean inside =
        tensor.stride().size() == tensor.size().size()
            && tensor.stride().stream().allMatch(stride -> stride >= 0)
            && tensor.offset() >= 0
            && tensor.span() <= storage.count() - tensor.offset()
            && count <= storage.count();
    if (!inside) {
      throw new IOException("tensor " + name + " is larger than its storage");
    }
    long bytes = storages.bytes(storage.key());
    if (bytes / storage.type().bytes() < storage.count()) {
      throw new IOException(
          "storage %s of tensor %s has %d bytes, %d elements of %s are claimed"
              .formatted(storage.key(), name, bytes, storage.count(), storage.type()));
    }
    return count * storage.type().bytes();
  }

  @Override
  public Path path() {
    return path;
  }

  @Override
  public Map<String, Info> tensors() {
    Map<String, Info> infos = new LinkedHashMap<>();
    tensors.forEach(
        (name, tensor) ->
            infos.put(name, new Info(tensor.storage().type(), new Shape(tensor.size()))));
    return infos;
  }

  @Override
  public NDArray read(String name, NDManager manager) throws IOException {
    StoredTensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException(path + " holds no tensor " + name);
    }
    TensorType type = tensor.storage().type();
    ByteBuffer span;
    try {
      span =
          storages.read(
              tensor.storage().key(),
              tensor.offset() * type.bytes(),
              Math.toIntExact(tensor.span() * type.bytes()));
    } catch (IOException e) { // cut off meanwhile, or a zip entry that begins beyond the end
      throw refusal(path, e);
    }
    Shape shape = new Shape(tensor.size());
    ByteBuffer elements = tensor.isContiguous() ? span : gathered(tensor, span);
    return type.create(manager, elements, shape);
  }

  /** Copies the elements of a window with strides into the order of the array. */
  private static ByteBuffer gathered(StoredTensor tensor, ByteBuffer span) {
    int bytes = tensor.storage().type().bytes();
    int axes = tensor.size().size();
    long count = tensor.size().stream().reduce(1L, (a, b) -> a * b);
    ByteBuffer elements =
        ByteBuffer.allocateDirect(Math.toIntExact(count * bytes)).order(ByteOrder.LITTLE_ENDIAN);
    long[] index = new long[axes];
    for (long element = 0; element < count; element++) {
      long at = 0;
      for (int axis = 0; axis < axes; axis++) {
        at += index[axis] * tensor.stride().get(axis);
      }
      elements.put(span.slice((int) at * bytes, bytes));
      for (int axis = axes - 1; axis >= 0 && ++index[axis] == tensor.size().get(axis); axis--) {
        index[axis] = 0;
      }
    }
    return elements.flip();
  }

  @Override
  public void close() throws IOException {
    storages.close();
  }

  @Override
  public String toString() {
    return "TorchCheckpoint[" + path + ", " + tensors.size() + " tensors]";
  }
}
