package dev.xdc;

import static java.util.stream.Collectors.joining;

import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import dev.xdc.encoder.EncoderSpec;
import dev.xdc.feature.FeatureTransform;
import dev.xdc.train.TrainingPlan;
import dev.xdc.train.XdcConfig;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Preset} says of clips, encoders, clusters and pretraining, also supervised, setting
 * by setting: {@code clip.frames}, {@code video.width}, {@code clusters}, {@code
 * config.lastSchedule.epochs}, {@code supervised.schedule.epochs}.
 */
public final class NamedSettings {

  private static final String CLUSTERS = "clusters";
  private static final String SUPERVISED = "supervised";

  private NamedSettings() {}

  /** Returns all settings by name; their texts are what {@link #changed} takes. */
  public static Map<String, Object> of(Preset preset) {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put(CLUSTERS, preset.clusters());
    put("clip", preset.clip(), settings);
    put("video", preset.video(), settings);
    put("audio", preset.audio(), settings);
    put("config", preset.config(), settings);
    put(SUPERVISED, preset.supervised(), settings);
    return settings;
  }

  private static void put(String name, @Nullable Object value, Map<String, Object> settings) {
    if (value == null) {
      return;
    }
    if (value instanceof Record whole && isDivided(value.getClass())) {
      eachPart(whole, (part, found) -> put(name + "." + part.getName(), found, settings));
    } else if (!(value instanceof Modality)) { // which encoder it is, not how
      settings.put(name, value);
    }
  }

  /** Passes on each component of a record with its value. */
  static void eachPart(Record whole, BiConsumer<RecordComponent, Object> action) {
    for (RecordComponent part : whole.getClass().getRecordComponents()) {
      try {
        action.accept(part, part.getAccessor().invoke(whole));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(whole.getClass() + " cannot be described", e);
      }
    }
  }

  /** Returns whether the components of a record are settings of their own. */
  static boolean isDivided(Class<?> type) {
    return type.isRecord() && Modifier.isPublic(type.getModifiers());
  }

  /**
   * Returns {@code preset} with other values.
   *
   * @param values texts by names as in {@link #of}; not all need to be there
   * @throws IllegalArgumentException if there is no such setting or it cannot have the value
   */
  public static Preset changed(Preset preset, Map<String, String> values) {
    Map<String, Object> known = of(preset);
    for (String name : values.keySet()) {
      if (!known.containsKey(name)) {
        throw new IllegalArgumentException(
            "there is no setting '" + name + "'; there are " + String.join(", ", known.keySet()));
      }
    }
    Preset changed =
        preset
            .withClip((ClipSpec) changed("clip", preset.clip(), values))
            .withEncoders(
                (EncoderSpec) changed("video", preset.video(), values),
                (EncoderSpec) changed("audio", preset.audio(), values))
            .withConfig((XdcConfig) changed("config", preset.config(), values))
            .withSupervised((TrainingPlan) changed(SUPERVISED, preset.supervised(), values));
    String clusters = values.get(CLUSTERS);
    return clusters == null
        ? changed
        : changed.withClusters((int) parsed(CLUSTERS, int.class, clusters));
  }

  private static Record changed(String name, Record whole, Map<String, String> values) {
    List<Class<?>> types = new ArrayList<>();
    List<Object> parts = new ArrayList<>();
    eachPart(
        whole,
        (part, value) -> {
          String inner = name + "." + part.getName();
          String text = values.get(inner);
          types.add(part.getType());
          if (value instanceof Record divided && isDivided(divided.getClass())) {
            parts.add(changed(inner, divided, values));
          } else {
            parts.add(text == null ? value : parsed(inner, part.getType(), text));
          }
        });
    try {
      return whole
          .getClass()
          .getDeclaredConstructor(types.toArray(Class<?>[]::new))
          .newInstance(parts.toArray());
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException refusal) {
        throw refusal;
      }
      throw new IllegalStateException(whole.getClass() + " cannot be made", e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(whole.getClass() + " cannot be made", e);
    }
  }

  private static Object parsed(String name, Class<?> type, String text) {
    try {
      if (type == int.class) {
        return Integer.parseInt(text);
      } else if (type == double.class) {
        return Double.parseDouble(text);
      } else if (type == FeatureTransform.class) {
        return FeatureTransform.named(text);
      }
    } catch (NumberFormatException e) {
      throw refusal(name, text, type == int.class ? "a whole number" : "a number");
    }
    Object[] choices = type == boolean.class ? new Object[] {true, false} : type.getEnumConstants();
    return Arrays.stream(choices)
        .filter(choice -> choice.toString().equalsIgnoreCase(text))
        .findFirst()
        .orElseThrow(
            () ->
                refusal(
                    name,
                    text,
                    Arrays.stream(choices).map(Object::toString).collect(joining(" or "))));
  }

  private static IllegalArgumentException refusal(String name, String text, String range) {
    return new IllegalArgumentException(name + " is " + text + ", must be " + range);
  }
}
