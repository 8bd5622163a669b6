package dev.xdc.page;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.xdc.internal.file.JsonFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * A result of {@code xdc probe}, {@code finetune}, {@code evaluate} or {@code compare}, as their
 * {@code --json} writes it.
 *
 * @param name the file's name without its ending
 * @param kind what kind of result it is
 * @param result the JSON; not to be changed
 */
public record EvaluationFile(String name, Kind kind, JsonObject result) {
  private static final Gson GSON = new Gson();
  private static final String ENDING = ".json";

  /** Kinds of results. */
  public enum Kind {
    /** Of a probe or a fine-tuning: accuracy, accuracy of each class, confusion. */
    SCORES,
    /** Of {@code xdc evaluate}: protocols of a suite, beside the paper's figures. */
    SUITE,
    /** Of {@code xdc compare}: methods and baselines. */
    COMPARISON,
    /** Of {@code xdc compare --sweep} or {@code --k}: settings of one method. */
    SWEEP;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Reads a result.
   *
   * @throws IOException if the file cannot be read, or holds no such result; names the file
   */
  public static EvaluationFile read(Path file) throws IOException {
    JsonElement read =
        JsonFile.read(file, "is not JSON", text -> GSON.fromJson(text, JsonElement.class));
    JsonObject json = read instanceof JsonObject object ? object : new JsonObject();
    Kind kind =
        kind(json)
            .orElseThrow(
                () ->
                    new IOException(
                        file
                            + " holds no evaluation: give a JSON file that xdc probe, finetune,"
                            + " evaluate or compare wrote"));
    String name = String.valueOf(file.getFileName());
    return new EvaluationFile(
        name.endsWith(ENDING) ? name.substring(0, name.length() - ENDING.length()) : name,
        kind,
        json);
  }

  private static Optional<Kind> kind(JsonObject json) {
    if (json.has("top1") || first(json, "results").has("top1")) {
      return Optional.of(Kind.SCORES);
    }
    JsonObject row = first(json, "rows");
    if (json.has("suite") && row.has("protocol")) {
      return Optional.of(Kind.SUITE);
    }
    if (row.has("method") && row.has("mean")) {
      return Optional.of(Kind.COMPARISON);
    }
    return row.has("setting") ? Optional.of(Kind.SWEEP) : Optional.empty();
  }

  private static JsonObject first(JsonObject json, String name) {
    return json.get(name) instanceof JsonArray all
            && !all.isEmpty()
            && all.get(0) instanceof JsonObject one
        ? one
        : new JsonObject();
  }

  @Override
  public String toString() {
    return "EvaluationFile[" + name + ", " + kind + "]";
  }
}
