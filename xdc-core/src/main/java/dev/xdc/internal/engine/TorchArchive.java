package dev.xdc.internal.engine;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A TorchScript archive, which PyTorch loads without Python: a zip file with the source of one
 * module, a pickle that makes an instance of it, the values of its tensors, and two short entries
 * that say that there are no constants and which version of the operators is meant.
 *
 * @param name of the module, a Python identifier; the folder in the archive, too
 * @param arguments of its function {@code forward}, such as {@code x: Tensor, factor: float}
 * @param result type of the function, {@code Tensor} or {@code NoneType}
 * @param lines its body, with operators spelled {@code torch.name} and tensors {@code self.name}
 * @param tensors what the instance holds
 */
public record TorchArchive(
    String name, String arguments, String result, List<String> lines, List<Tensor> tensors) {
  /** The operators' version since PyTorch 1.6. */
  private static final String VERSION = "3\n";

  /** Pickle, protocol 2: an empty tuple. */
  private static final String NO_CONSTANTS = "\u0080\u0002).";

  /** Copies the lists. */
  public TorchArchive {
    lines = List.copyOf(lines);
    tensors = List.copyOf(tensors);
  }

  /**
   * A constant tensor of the module.
   *
   * @param name a Python identifier
   * @param shape its sides; a tensor has at most 2^31 - 1 values
   * @param values FLOAT32, in row-major order
   */
  public record Tensor(String name, long[] shape, float[] values) {}

  /** Writes the archive; the stream stays open. */
  public void write(OutputStream out) throws IOException {
    ZipOutputStream zip = new ZipOutputStream(out);
    add(zip, "data.pkl", instance());
    add(zip, "code/__torch__.py", bytes(source()));
    for (int i = 0; i < tensors.size(); i++) {
      float[] values = tensors.get(i).values();
      ByteBuffer data =
          ByteBuffer.allocate(Math.multiplyExact(values.length, Float.BYTES))
              .order(ByteOrder.LITTLE_ENDIAN);
      data.asFloatBuffer().put(values);
      add(zip, "data/" + i, data.array());
    }
    add(zip, "constants.pkl", bytes(NO_CONSTANTS));
    add(zip, "version", bytes(VERSION));
    zip.finish();
  }

  /** Returns the source of the module. */
  String source() {
    String names = tensors.stream().map(t -> '"' + t.name() + "\", ").collect(Collectors.joining());
    StringBuilder source = new StringBuilder("class " + name + "(Module):\n");
    source.append("  __parameters__ = []\n  __buffers__ = [").append(names).append("]\n");
    tensors.forEach(t -> source.append("  ").append(t.name()).append(" : Tensor\n"));
    source.append("  def forward(self: __torch__.").append(name).append(", ").append(arguments);
    source.append(") -> ").append(result).append(":\n");
    lines.forEach(line -> source.append("    ").append(line).append('\n'));
    return source.toString();
  }

  /** Stored, not deflated: PyTorch maps the values from there. */
  private void add(ZipOutputStream zip, String entry, byte[] content) throws IOException {
    CRC32 check = new CRC32();
    check.update(content);
    ZipEntry header = new ZipEntry(name + "/" + entry);
    header.setMethod(ZipEntry.STORED);
    header.setSize(content.length);
    header.setCrc(check.getValue());
    header.setTime(0); // the same model gives the same bytes
    zip.putNextEntry(header);
    zip.write(content);
    zip.closeEntry();
  }

  /** Returns the pickle, protocol 2, of the module whose state is a dictionary of its tensors. */
  private byte[] instance() throws IOException {
    ByteArrayOutputStream pickle = new ByteArrayOutputStream();
    text(pickle, "\u0080\u0002c__torch__\n" + name + "\n)\u0081}(");
    for (int i = 0; i < tensors.size(); i++) {
      string(pickle, tensors.get(i).name());
      tensor(pickle, tensors.get(i), i);
    }
    text(pickle, "ub.");
    return pickle.toByteArray();
  }

  /** A call of the function by which PyTorch makes a tensor of a file of values. */
  private static void tensor(OutputStream pickle, Tensor tensor, int file) throws IOException {
    text(pickle, "ctorch._utils\n_rebuild_tensor_v2\n((");
    string(pickle, "storage");
    text(pickle, "ctorch\nFloatStorage\n");
    string(pickle, Integer.toString(file));
    string(pickle, "cpu");
    number(pickle, tensor.values().length);
    text(pickle, "tQ");
    number(pickle, 0); // where in the file it begins
    long[] strides = new long[tensor.shape().length];
    long step = 1;
    for (int d = strides.length - 1; d >= 0; d--) {
      strides[d] = step;
      step *= tensor.shape()[d];
    }
    tuple(pickle, tensor.shape());
    tuple(pickle, strides);
    text(pickle, "\u0089ccollections\nOrderedDict\n)RtR"); // no gradient, no hooks
  }

  private static void tuple(OutputStream pickle, long[] values) throws IOException {
    pickle.write('(');
    for (long value : values) {
      number(pickle, value);
    }
    pickle.write('t');
  }

  private static void string(OutputStream pickle, String value) throws IOException {
    byte[] content = value.getBytes(StandardCharsets.UTF_8);
    pickle.write('X');
    pickle.write(fourBytes(content.length));
    pickle.write(content);
  }

  private static void number(OutputStream pickle, long value) throws IOException {
    pickle.write('J');
    pickle.write(fourBytes(Math.toIntExact(value)));
  }

  private static byte[] fourBytes(int value) {
    return ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
  }

  private static void text(OutputStream out, String bytes) throws IOException {
    out.write(bytes(bytes));
  }

  /** One byte a character. */
  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Override
  public String toString() {
    return "TorchArchive[" + name + ", " + tensors.size() + " tensors]";
  }
}
