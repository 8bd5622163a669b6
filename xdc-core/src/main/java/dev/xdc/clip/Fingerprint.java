package dev.xdc.clip;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.IntFunction;

/** Tells sets of clips apart by what is known of each video. */
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
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
    for (int i = 0; i < size; i++) {
      digest.update((videos.apply(i) + "\n").getBytes(StandardCharsets.UTF_8));
    }
    return size + " videos, " + HexFormat.of().formatHex(digest.digest(), 0, SHOWN_BYTES);
  }
}
