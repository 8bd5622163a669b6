package dev.xdc;

import com.google.gson.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What held before a setting was there, so that models and runs of older versions stay what they
 * were when the default of a new setting is another.
 */
final class OlderSettings {
  private static final String CLIP = "clip.";

  /** Values by names as in {@link NamedSettings}. */
  private static final Map<String, String> VALUES =
      Map.of(CLIP + "melTriangles", "MEL", CLIP + "shortVideo", "REPEAT_LAST");

  private OlderSettings() {}

  /** Returns the settings of a run with those that it does not record. */
  static Map<String, String> complete(Map<String, String> settings) {
    Map<String, String> complete = new LinkedHashMap<>(settings);
    VALUES.forEach(complete::putIfAbsent);
    return complete;
  }

  /** Adds to the clip of a saved model what it does not record. */
  static void completeClip(JsonObject clip) {
    VALUES.forEach(
        (name, value) -> {
          String part = name.substring(CLIP.length());
          if (!clip.has(part)) {
            clip.addProperty(part, value);
          }
        });
  }
}
