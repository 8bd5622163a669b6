package dev.xdc.search;

import dev.xdc.XdcModel;
import dev.xdc.clip.Modality;
import dev.xdc.internal.file.PlainFile;
import dev.xdc.internal.file.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * The model whose features an index holds. Features of two models have nothing in common, so an
 * index takes those of one only.
 *
 * @param hash by which the model is known, such as {@link #of} makes it
 * @param widths for each modality the width of its features; at least one modality
 */
public record IndexedModel(String hash, Map<Modality, Integer> widths) {

  /** Characters of the hash in messages. */
  private static final int SHORT = 12;

  /** Checks that there is a hash and that widths are positive. */
  public IndexedModel {
    if (hash.isBlank() || widths.isEmpty() || widths.values().stream().anyMatch(w -> w < 1)) {
      throw new IllegalArgumentException(
          "model '"
              + hash
              + "' of widths "
              + widths
              + ", must have a name and at least one width from 1");
    }
    widths = Collections.unmodifiableMap(new EnumMap<>(widths));
  }

  /**
   * Describes a saved model by the SHA-256 of its description and its weights, so that copies of
   * its folder are the same model.
   *
   * @param folder where it is saved
   * @param model what is loaded from there
   * @throws IOException if its files cannot be read
   */
  public static IndexedModel of(Path folder, XdcModel model) throws IOException {
    Map<Modality, Integer> widths = new EnumMap<>(Modality.class);
    List<Path> files = new ArrayList<>(List.of(folder.resolve("model.json")));
    for (Modality modality : Modality.values()) {
      if (model.has(modality)) {
        widths.put(modality, model.encoder(modality).featureWidth());
        files.add(XdcModel.weights(folder, modality));
      }
    }
    MessageDigest digest = Sha256.digest();
    for (Path file : files) {
      try (InputStream in =
          new DigestInputStream(Files.newInputStream(PlainFile.require(file)), digest)) {
        in.transferTo(OutputStream.nullOutputStream());
      }
    }
    return new IndexedModel(HexFormat.of().formatHex(digest.digest()), widths);
  }

  /** Returns the beginning of the hash, for messages. */
  public String shortHash() {
    return hash.substring(0, Math.min(SHORT, hash.length()));
  }

  /**
   * Checks a feature.
   *
   * @param owner whose it is, for the message
   * @throws IllegalArgumentException if it does not fit this model or is not finite
   */
  void check(String owner, Modality modality, float[] vector) {
    Integer width = widths.get(modality);
    if (width == null || width != vector.length) {
      throw new IllegalArgumentException(
          "the %s feature of %s has width %d, the features of model %s have %s: use the model of the index"
              .formatted(modality, owner, vector.length, shortHash(), widths));
    }
    for (int d = 0; d < vector.length; d++) {
      if (!Float.isFinite(vector[d])) {
        throw new IllegalArgumentException(
            "the %s feature of %s must be finite: value %d is %s"
                .formatted(modality, owner, d, vector[d]));
      }
    }
  }

  @Override
  public String toString() {
    return "IndexedModel[" + shortHash() + ", widths " + widths + "]";
  }
}
