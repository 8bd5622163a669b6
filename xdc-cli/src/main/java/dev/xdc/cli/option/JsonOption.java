package dev.xdc.cli.option;

import com.google.gson.JsonObject;
import dev.xdc.suite.store.Json;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A result as JSON for programs. */
public final class JsonOption {

  /** Rises when a member of a result changes its meaning or is gone. */
  private static final int FORMAT = 1;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the result as JSON.")
  private @Nullable Path file;

  /** Nothing is given. */
  public JsonOption() {}

  /** Returns whether a file is asked for. */
  boolean isGiven() {
    return file != null;
  }

  /**
   * Writes a result with its format to the file, whole or not at all; does nothing without a file.
   *
   * @param result a record or a map
   */
  public void write(Object result) throws IOException {
    if (file != null) {
      JsonObject json = new JsonObject();
      json.addProperty("format", FORMAT);
      Json.LINE.toJsonTree(result).getAsJsonObject().asMap().forEach(json::add);
      Json.write(file, json);
    }
  }
}
