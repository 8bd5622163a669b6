package dev.xdc;

import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Whether clips are cut as an encoder expects. */
final class ClipCheck {

  /** What the names of settings of sound begin with; the others are of pictures. */
  private static final List<String> SOUND = List.of("audio", "mel", "sampleRate");

  private ClipCheck() {}

  /**
   * Checks that clips are those an encoder was trained on, but for random changes in training.
   *
   * @param modality what the encoder reads: settings of the other one do not matter
   * @throws IllegalArgumentException if not; names each setting that differs with both values
   */
  static void requireLike(Modality modality, ClipSpec trained, ClipSpec given) {
    String sound = trained.audioFrontEnd();
    if (modality == Modality.AUDIO && !Objects.equals(sound, given.audioFrontEnd())) {
      throw new IllegalArgumentException(
          "the audio encoder was trained on "
              + sound(trained)
              + ", the data set gives "
              + sound(given)
              + ": cut it as XdcModel.clipSpec says");
    }
    Map<String, Object> expected = settings(modality, trained);
    Map<String, Object> found = settings(modality, given);
    List<String> differences = new ArrayList<>();
    expected.forEach(
        (name, value) -> {
          if (!Objects.equals(value, found.get(name))) {
            differences.add(name + " " + found.get(name) + ", not " + value);
          }
        });
    if (!differences.isEmpty()) {
      throw new IllegalArgumentException(
          "the "
              + modality
              + " clips are cut otherwise than those of the model ("
              + String.join("; ", differences)
              + "): cut them as XdcModel.clipSpec says");
    }
  }

  private static String sound(ClipSpec clip) {
    String frontEnd = clip.audioFrontEnd();
    return frontEnd == null ? "log-mel spectrograms" : "sound by " + frontEnd;
  }

  private static Map<String, Object> settings(Modality modality, ClipSpec clip) {
    Map<String, Object> settings = new LinkedHashMap<>();
    ClipSpec plain = clip.toBuilder().optFlip(false).optAudioJitterSeconds(0).build();
    NamedSettings.eachPart(
        plain,
        (part, value) -> {
          String name = part.getName();
          boolean sound = SOUND.stream().anyMatch(name::startsWith);
          if (sound == (modality == Modality.AUDIO)) {
            settings.put(name, value);
          }
        });
    return settings;
  }
}
