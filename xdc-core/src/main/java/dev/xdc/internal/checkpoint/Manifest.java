package dev.xdc.internal.checkpoint;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import dev.xdc.internal.file.JsonFile;
import dev.xdc.internal.file.StrictJson;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a checkpoint holds besides arrays: its file {@code checkpoint.json}.
 *
 * @param format version of the layout
 * @param saved when it was written, ISO 8601
 * @param settings every setting that decides the result, by name
 * @param provenance who wrote it: versions, seed, device, command
 * @param state where the run stands
 */
public record Manifest(
    int format,
    String saved,
    Map<String, String> settings,
    Map<String, String> provenance,
    RunState state) {
  static final String FILE = "checkpoint.json";

  /** The version of the layout that this library writes and reads. */
  public static final int FORMAT = 3;

  private static final Gson GSON =
      new GsonBuilder()
          .registerTypeAdapterFactory(StrictJson.ENUMS)
          .serializeSpecialFloatingPointValues()
          .disableHtmlEscaping()
          .setPrettyPrinting()
          .create();

  String json() {
    return GSON.toJson(this);
  }

  /** Reads the manifest of the checkpoint {@code folder}. */
  static Manifest read(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    Manifest manifest =
        JsonFile.read(
            file,
            "cannot be read",
            text -> {
              Manifest read = GSON.fromJson(text, Manifest.class);
              StrictJson.requireComplete(read);
              return read;
            });
    if (manifest == null) {
      throw new IOException(file + " is empty");
    }
    JsonFile.requireFormat(
        file, manifest.format(), FORMAT, FORMAT, "resume with the version that wrote it");
    return manifest;
  }
}
