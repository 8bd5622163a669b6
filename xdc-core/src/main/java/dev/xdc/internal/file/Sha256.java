package dev.xdc.internal.file;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * SHA-256 of files: the hash that published weights carry in their names, and checkpoints beside
 * them.
 */
public final class Sha256 {

  private Sha256() {}

  /**
   * Checks the first hex digits of a file's hash.
   *
   * @throws IOException if they are others; one line with both
   */
  public static void require(Path file, String prefix) throws IOException {
    String found = of(file);
    if (!found.startsWith(prefix)) {
      throw new IOException(
          ("%s is not the published file: its SHA-256 starts with %s, must be %s; delete it and fetch it again,"
                  + " or rename it if it is another")
              .formatted(file, found.substring(0, prefix.length()), prefix));
    }
  }

  /** Returns the hash of a file in hexadecimal digits. */
  public static String of(Path file) throws IOException {
    MessageDigest digest = digest();
    try (InputStream in =
        new DigestInputStream(Files.newInputStream(PlainFile.require(file)), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  public static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
