package dev.xdc.cli;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Changes that faults and people make to files, the same for the same seed. */
final class Mutations {
  private static final List<String> TOKENS =
      List.of(
          "null",
          "-1",
          "0",
          "1e999",
          "NaN",
          "99999999999999999999",
          "\"\"",
          "[]",
          "{}",
          "[[[[",
          "\n",
          "\u0000",
          "\"\u00e9",
          "2147483647",
          "-9223372036854775808",
          ",",
          ":",
          "true",
          "../../x");

  private Mutations() {}

  /** Returns a file with one to four changes. */
  static byte[] of(byte[] whole, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] bytes = whole;
    int changes = 1 + random.nextInt(4);
    for (int i = 0; i < changes && bytes.length > 0; i++) {
      bytes = change(bytes, random);
    }
    return bytes;
  }

  private static byte[] change(byte[] bytes, SplittableRandom random) {
    int at = random.nextInt(bytes.length);
    int length = Math.min(bytes.length - at, 1 + random.nextInt(16));
    switch (random.nextInt(7)) {
      case 0 -> {
        return Arrays.copyOf(bytes, at);
      }
      case 1 -> {
        return replaced(bytes, at, length, new byte[0]);
      }
      case 2 -> {
        int from = random.nextInt(bytes.length);
        int end = Math.min(bytes.length, from + 1 + random.nextInt(64));
        return replaced(bytes, at, 0, Arrays.copyOfRange(bytes, from, end));
      }
      case 3, 4 -> {
        String token = TOKENS.get(random.nextInt(TOKENS.size()));
        return replaced(bytes, at, length, token.getBytes(StandardCharsets.UTF_8));
      }
      default -> {
        byte[] flipped = bytes.clone();
        flipped[at] ^= (byte) (1 << random.nextInt(8));
        return flipped;
      }
    }
  }

  private static byte[] replaced(byte[] bytes, int at, int length, byte[] by) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(bytes, 0, at);
    out.writeBytes(by);
    out.write(bytes, at + length, bytes.length - at - length);
    return out.toByteArray();
  }
}
