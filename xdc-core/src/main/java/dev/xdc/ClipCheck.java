package dev.xdc;

import dev.xdc.clip.ClipSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Whether clips are cut as an encoder expects. */
final class ClipCheck {

  private ClipCheck() {}

  /**
   * Checks that clips are those an encoder was trained on, but for random changes in training.
   *
   * @throws IllegalArgumentException if not; names each setting that differs with both values
   */
  static void requireLike(ClipSpec trained, ClipSpec given) {
    Map<String, Object> expected = settings(trained);
    Map<String, Object> found = settings(given);
    List<String> differences = new ArrayList<>();
    expected.forEach(
        (name, value) -> {
          if (!Objects.equals(value, found.get(name))) {
            differences.add(name + " " + found.get(name) + ", not " + value);
          }
        });
    if (!differences.isEmpty()) {
      throw new IllegalArgumentException(
          "the videos are cut otherwise than those of the model ("
              + String.join("; ", differences)
              + "): cut them as XdcModel.clipSpec says");
    }
  }

  private static Map<String, Object> settings(ClipSpec clip) {
    Map<String, Object> settings = new LinkedHashMap<>();
    ClipSpec plain = clip.toBuilder().optFlip(false).optAudioJitterSeconds(0).build();
    NamedSettings.eachPart(plain, (part, value) -> settings.put(part.getName(), value));
    return settings;
  }
}
