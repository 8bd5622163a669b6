package dev.xdc.weights;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import dev.xdc.internal.file.PlainFile;
import dev.xdc.internal.file.Unfinished;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The safetensors file format: named arrays and nothing that could run. */
public final class Safetensors implements TensorFile {
  private static final int LENGTH_BYTES = Long.BYTES;

  /** More than any network's description needs; it is all that is read at once. */
  private static final int MOST_HEADER_BYTES = 16 << 20;

  private final Path path;
  private final FileChannel channel;
  private final Map<String, SafetensorsHeader.Entry> entries;
  private final long dataStart;

  private Safetensors(
      Path path,
      FileChannel channel,
      Map<String, SafetensorsHeader.Entry> entries,
      long dataStart) {
    this.path = path;
    this.channel = channel;
    this.entries = entries;
    this.dataStart = dataStart;
  }

  /** Writes named arrays, which stay the caller's; the file appears whole or not at all. */
  public static void write(Path file, Map<String, NDArray> arrays) throws IOException {
    Unfinished.file(file, path -> write(path, header(arrays), arrays));
  }

  private static void write(Path file, byte[] header, Map<String, NDArray> arrays)
      throws IOException {
    try (FileChannel out =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer length = ByteBuffer.allocate(LENGTH_BYTES).order(ByteOrder.LITTLE_ENDIAN);
      writeFully(out, length.putLong(header.length).flip());
      writeFully(out, ByteBuffer.wrap(header));
      for (NDArray array : arrays.values()) {
        writeFully(out, array.toByteBuffer());
      }
    }
  }

  /** The description, padded by spaces so that elements start at a multiple of 8 bytes. */
  private static byte[] header(Map<String, NDArray> arrays) throws IOException {
    StringWriter text = new StringWriter();
    JsonWriter json = new JsonWriter(text);
    json.beginObject();
    json.name("__metadata__").beginObject().name("format").value("pt").endObject();
    long offset = 0;
    for (Map.Entry<String, NDArray> entry : arrays.entrySet()) {
      NDArray array = entry.getValue();
      TensorType type = TensorType.of(array.getDataType());
      json.name(entry.getKey()).beginObject().name("dtype").value(type.name());
      json.name("shape").beginArray();
      for (long size : array.getShape().getShape()) {
        json.value(size);
      }
      json.endArray().name("data_offsets").beginArray().value(offset);
      offset += array.size() * type.bytes();
      json.value(offset).endArray().endObject();
    }
    json.endObject();
    int length = text.toString().getBytes(StandardCharsets.UTF_8).length;
    return (text + " ".repeat(Math.floorMod(-length, Long.BYTES))).getBytes(StandardCharsets.UTF_8);
  }

  private static void writeFully(FileChannel out, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
  }

  /**
   * Opens a file and checks its description.
   *
   * @throws IOException if it is not in the format or was cut off; names the file
   */
  public static Safetensors open(Path file) throws IOException {
    FileChannel channel = FileChannel.open(PlainFile.require(file));
    try {
      long size = channel.size();
      if (size < LENGTH_BYTES + 2) {
        throw new IOException("it has " + size + " bytes");
      }
      long header = FileParts.read(channel, 0, LENGTH_BYTES).getLong();
      if (header < 2 || header > size - LENGTH_BYTES || header > MOST_HEADER_BYTES) {
        throw new IOException("its description cannot have " + header + " bytes");
      }
      String json =
          StandardCharsets.UTF_8
              .decode(FileParts.read(channel, LENGTH_BYTES, (int) header))
              .toString();
      long dataStart = LENGTH_BYTES + header;
      return new Safetensors(
          file,
          channel,
          SafetensorsHeader.read(new JsonReader(new StringReader(json)), size - dataStart),
          dataStart);
    } catch (IllegalArgumentException | IllegalStateException | IOException e) {
      channel.close();
      throw TensorShapes.refusal(file, "safetensors file", e);
    }
  }

  /**
   * Reads all arrays of a file.
   *
   * @param manager owns the arrays
   * @throws IOException if the file cannot be read or is not in the format; names the file
   */
  public static Map<String, NDArray> read(Path file, NDManager manager) throws IOException {
    try (Safetensors opened = open(file)) {
      return opened.readAll(manager);
    }
  }

  @Override
  public Path path() {
    return path;
  }

  @Override
  public Map<String, Info> tensors() {
    Map<String, Info> infos = new LinkedHashMap<>();
    entries.forEach((name, entry) -> infos.put(name, entry.info()));
    return Collections.unmodifiableMap(infos);
  }

  @Override
  public NDArray read(String name, NDManager manager) throws IOException {
    SafetensorsHeader.Entry entry = entries.get(name);
    if (entry == null) {
      throw new IllegalArgumentException(path + " holds no tensor " + name);
    }
    ByteBuffer elements;
    try {
      elements = FileParts.read(channel, dataStart + entry.start(), Math.toIntExact(entry.bytes()));
    } catch (IOException e) { // cut off meanwhile
      throw TensorShapes.refusal(path, "safetensors file", e);
    }
    return entry.info().type().create(manager, elements, entry.info().shape());
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  @Override
  public String toString() {
    return "Safetensors[" + path + ", " + entries.size() + " tensors]";
  }
}
