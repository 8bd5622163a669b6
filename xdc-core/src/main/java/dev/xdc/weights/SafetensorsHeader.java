package dev.xdc.weights;

import ai.djl.ndarray.types.Shape;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the description of the tensors in a safetensors file, believing none of it. */
final class SafetensorsHeader {

  private SafetensorsHeader() {}

  /** A tensor, and where its elements start after the description. */
  record Entry(TensorFile.Info info, long start) {
    long bytes() {
      return info.shape().size() * info.type().bytes();
    }
  }

  /**
   * Reads a description.
   *
   * @param available bytes after it; the tensors must fill them without gap or overlap, so that
   *     together they never claim more than the file holds
   */
  static Map<String, Entry> read(JsonReader json, long available) throws IOException {
    Map<String, Entry> entries = new LinkedHashMap<>();
    json.beginObject();
    while (json.hasNext()) {
      String name = json.nextName();
      if (name.equals("__metadata__")) {
        json.skipValue();
      } else if (entries.put(name, entry(name, json)) != null) {
        throw new IOException("tensor " + name + " appears twice");
      }
    }
    json.endObject();
    if (json.peek() != JsonToken.END_DOCUMENT) {
      throw new IOException("there is text after the description");
    }
    checkPlaces(entries, available);
    return entries;
  }

  private static Entry entry(String name, JsonReader json) throws IOException {
    String dtype = "";
    List<Long> shape = List.of();
    List<Long> offsets = List.of();
    json.beginObject();
    while (json.hasNext()) {
      switch (json.nextName()) {
        case "dtype" -> dtype = json.nextString();
        case "shape" -> shape = longs(json);
        case "data_offsets" -> offsets = longs(json);
        default -> json.skipValue();
      }
    }
    json.endObject();
    TensorType type;
    try {
      type = TensorType.valueOf(dtype);
    } catch (IllegalArgumentException e) {
      throw new IOException(
          "tensor " + name + " has the unknown dtype '" + dtype + "'; convert it to float32", e);
    }
    long count = TensorShapes.count(name, shape, type);
    if (offsets.size() != 2 || offsets.get(1) - offsets.get(0) != count * type.bytes()) {
      throw new IOException(
          "tensor " + name + " has the offsets " + offsets + " for " + count + " " + type);
    }
    return new Entry(new TensorFile.Info(type, new Shape(shape)), offsets.get(0));
  }

  private static List<Long> longs(JsonReader json) throws IOException {
    List<Long> values = new ArrayList<>();
    json.beginArray();
    while (json.hasNext()) {
      values.add(json.nextLong());
    }
    json.endArray();
    return values;
  }

  private static void checkPlaces(Map<String, Entry> entries, long available) throws IOException {
    List<Map.Entry<String, Entry>> byPlace = new ArrayList<>(entries.entrySet());
    byPlace.sort(
        (a, b) -> {
          int byStart = Long.compare(a.getValue().start(), b.getValue().start());
          return byStart != 0
              ? byStart
              : Long.compare(a.getValue().bytes(), b.getValue().bytes()); // empty ones first
        });
    long end = 0;
    for (Map.Entry<String, Entry> entry : byPlace) {
      if (entry.getValue().start() != end) {
        throw new IOException(
            "tensor %s starts at %d, must be at %d"
                .formatted(entry.getKey(), entry.getValue().start(), end));
      }
      end += entry.getValue().bytes();
    }
    if (end != available) {
      throw new IOException(
          "its tensors have %d bytes, the file holds %d".formatted(end, available));
    }
  }
}
