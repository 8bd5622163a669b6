package dev.xdc.clip;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.IntFunction;

/** Distinguishes sets of clips by what is known of each video. */
public final class Fingerprint {
  private static final int SHOWN_BYTES = 8;

  private Fingerprint() {}

  /**
   * Returns a text of the number of videos and the beginning of a SHA-256 over {@code videos}.
   *
   * @param size number of videos
   * @param videos what is known of the video at a position, the same in every process
   */
  public static String of(int size, IntFunction<String> videos) {
    return of(size, "videos", videos);
  }

  /**
   * Returns a text of the number of things and the beginning of a SHA-256 over {@code things}.
   *
   * @param size number of things
   * @param name what they are, in the plural
   * @param things what is known of the one at a position, the same in every process
   */
  public static String of(int size, String name, IntFunction<String> things) {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
    for (int i = 0; i < size; i++) {
      digest.update((things.apply(i) + "\n").getBytes(StandardCharsets.UTF_8));
    }
    return size + " " + name + ", " + HexFormat.of().formatHex(digest.digest(), 0, SHOWN_BYTES);
  }
}
