package dev.xdc.data.cache;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Headers of NumPy's {@code .npy} files, version 1.0, always {@value #HEADER_BYTES} bytes long. */
final class Npy {

  /** Room for any shape used here; a multiple of 64, as the format wants. */
  static final int HEADER_BYTES = 128;

  private static final int PREFIX_BYTES = 10;

  private Npy() {}

  /**
   * Returns a header.
   *
   * @param type NumPy's name of the element type: {@code |u1} for unsigned bytes, {@code <i2} for
   *     little-endian 16-bit integers
   */
  static byte[] header(String type, long... shape) {
    String sizes = Arrays.stream(shape).mapToObj(Long::toString).collect(Collectors.joining(", "));
    String text =
        "{'descr': '%s', 'fortran_order': False, 'shape': (%s%s), }"
            .formatted(type, sizes, shape.length == 1 ? "," : "");
    byte[] header = new byte[HEADER_BYTES];
    Arrays.fill(header, (byte) ' ');
    byte[] magic = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, HEADER_BYTES - PREFIX_BYTES, 0};
    System.arraycopy(magic, 0, header, 0, magic.length);
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, header, PREFIX_BYTES, bytes.length);
    header[HEADER_BYTES - 1] = '\n';
    return header;
  }
}
