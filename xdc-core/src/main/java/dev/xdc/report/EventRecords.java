package dev.xdc.report;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * Encodes records of TensorBoard's event files. A record is its length, a checksum of the length, a
 * serialised {@code Event} message and a checksum of that; numbers are little-endian, checksums are
 * masked CRC-32C. Only the fields that are needed are written, in protocol buffers' wire format.
 */
final class EventRecords {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED32 = 5;
  private static final int STARTED = 1;

  private EventRecords() {}

  /** Returns the record that each file begins with. */
  static byte[] version() {
    return record(event(0, 3, "brain.Event:2".getBytes(StandardCharsets.UTF_8)));
  }

  /** Returns the record after which readers forget what earlier files of the folder hold. */
  static byte[] start() {
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    field(log, 1, VARINT);
    varint(log, STARTED);
    return record(event(0, 7, log.toByteArray()));
  }

  /** Returns one record with a point on each of some curves. */
  static byte[] scalars(long step, Map<String, Double> values) {
    ByteArrayOutputStream summary = new ByteArrayOutputStream();
    values.forEach(
        (tag, value) -> {
          ByteArrayOutputStream point = new ByteArrayOutputStream();
          bytes(point, 1, tag.getBytes(StandardCharsets.UTF_8));
          field(point, 2, FIXED32);
          point.writeBytes(numbers(Float.BYTES).putFloat(value.floatValue()).array());
          bytes(summary, 1, point.toByteArray());
        });
    return record(event(step, 5, summary.toByteArray()));
  }

  private static byte[] event(long step, int content, byte[] value) {
    ByteArrayOutputStream event = new ByteArrayOutputStream();
    field(event, 1, FIXED64);
    event.writeBytes(numbers(Double.BYTES).putDouble(System.currentTimeMillis() * 1e-3).array());
    field(event, 2, VARINT);
    varint(event, step);
    bytes(event, content, value);
    return event.toByteArray();
  }

  private static byte[] record(byte[] event) {
    byte[] length = numbers(Long.BYTES).putLong(event.length).array();
    return numbers(Long.BYTES + Integer.BYTES + event.length + Integer.BYTES)
        .put(length)
        .putInt(checksum(length))
        .put(event)
        .putInt(checksum(event))
        .array();
  }

  /** Returns the CRC-32C, rotated and shifted so that a file may hold checksums of checksums. */
  private static int checksum(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return Integer.rotateRight((int) crc.getValue(), 15) + 0xa282ead8;
  }

  private static ByteBuffer numbers(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void field(ByteArrayOutputStream out, int number, int type) {
    varint(out, (number << 3) | type);
  }

  private static void bytes(ByteArrayOutputStream out, int number, byte[] value) {
    field(out, number, BYTES);
    varint(out, value.length);
    out.writeBytes(value);
  }

  private static void varint(ByteArrayOutputStream out, long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.write((int) ((rest & 0x7F) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }
}
