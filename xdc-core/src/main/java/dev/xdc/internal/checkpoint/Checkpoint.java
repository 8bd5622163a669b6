package dev.xdc.internal.checkpoint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.xdc.internal.file.PlainFile;
import dev.xdc.internal.file.Sha256;
import dev.xdc.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A checkpoint on disk whose checksums were right when it was opened.
 *
 * <p>It is a folder with {@code checkpoint.json}, safetensors files, and {@code SHA256SUMS} over
 * all of them, which {@code sha256sum -c} reads.
 */
public final class Checkpoint {
  static final String SUMS = "SHA256SUMS";
  private static final String SEPARATOR = "  ";

  /** Names of files in the folder itself. */
  private static final Pattern NAMED = Pattern.compile("[\\w-]+\\.(safetensors|json)");

  private final Path folder;
  private final Manifest manifest;

  private Checkpoint(Path folder, Manifest manifest) {
    this.folder = folder;
    this.manifest = manifest;
  }

  /**
   * Opens a checkpoint.
   *
   * @throws IOException if a file is missing, damaged or of another version; names it
   */
  static Checkpoint open(Path folder) throws IOException {
    Map<String, String> sums = new HashMap<>();
    Path list = PlainFile.require(folder.resolve(SUMS));
    for (String line : Files.readString(list).split("\n")) {
      String[] parts = line.split(SEPARATOR, 2);
      if (parts.length != 2 || !NAMED.matcher(parts[1]).matches()) {
        throw new IOException(list + " is damaged");
      }
      sums.put(parts[1], parts[0]);
    }
    if (!sums.containsKey(Manifest.FILE)) {
      throw new IOException(list + " is cut off");
    }
    for (Map.Entry<String, String> sum : sums.entrySet()) {
      Path file = folder.resolve(sum.getKey());
      if (!Sha256.of(file).equals(sum.getValue())) {
        throw new IOException(file + " does not match its checksum");
      }
    }
    return new Checkpoint(folder, Manifest.read(folder));
  }

  /** Writes files with their checksums into {@code folder}, which exists and is empty. */
  static void write(Path folder, Manifest manifest, Map<String, Map<String, NDArray>> files)
      throws IOException {
    StringBuilder sums = new StringBuilder();
    for (Map.Entry<String, Map<String, NDArray>> file : files.entrySet()) {
      Path path = file(folder, file.getKey());
      Safetensors.write(path, file.getValue());
      addSum(sums, path);
    }
    Path json = folder.resolve(Manifest.FILE);
    Files.writeString(json, manifest.json());
    addSum(sums, json);
    Files.writeString(folder.resolve(SUMS), sums.toString());
  }

  private static void addSum(StringBuilder sums, Path file) throws IOException {
    sums.append(Sha256.of(file)).append(SEPARATOR).append(file.getFileName()).append('\n');
  }

  private static Path file(Path folder, String name) {
    return folder.resolve(name + ".safetensors");
  }

  /** Returns what is known besides arrays. */
  public Manifest manifest() {
    return manifest;
  }

  /** Returns the folder. */
  public Path folder() {
    return folder;
  }

  /** Returns the safetensors file {@code name}. */
  public Path file(String name) {
    return file(folder, name);
  }

  /** Reads the arrays of the safetensors file {@code name} into {@code manager}. */
  public Map<String, NDArray> arrays(String name, NDManager manager) throws IOException {
    return Safetensors.read(file(name), manager);
  }

  @Override
  public String toString() {
    return "Checkpoint[" + folder.getFileName() + "]";
  }
}
