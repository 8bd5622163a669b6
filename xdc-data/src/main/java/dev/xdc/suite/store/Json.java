package dev.xdc.suite.store;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import dev.xdc.internal.file.StrictJson;
import dev.xdc.internal.file.Unfinished;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Results as JSON. */
public final class Json {
  private static final Gson PRETTY =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  /** Writes on one line. */
  public static final Gson LINE =
      new GsonBuilder().disableHtmlEscaping().registerTypeAdapterFactory(StrictJson.ENUMS).create();

  private Json() {}

  /**
   * Returns {@code value}, or null if it is not a number: JSON has no NaN. Null components are left
   * out.
   */
  public static @Nullable Double number(double value) {
    return Double.isFinite(value) ? Double.valueOf(value) : null;
  }

  /** Returns {@code value} as text with line breaks. */
  static String text(Object value) {
    return PRETTY.toJson(value);
  }

  /**
   * Writes {@code value} to {@code file}, whole or not at all; does nothing without a file.
   *
   * @param file where to; its folder is made
   */
  public static void write(@Nullable Path file, Object value) throws IOException {
    if (file != null) {
      Unfinished.write(file, text(value) + "\n");
    }
  }
}
