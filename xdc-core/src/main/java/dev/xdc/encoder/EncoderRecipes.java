package dev.xdc.encoder;

import static java.util.stream.Collectors.joining;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import dev.xdc.internal.file.StrictJson;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Recipes as JSON, for the description of a model: settings alone for a built-in encoder; name,
 * version and settings for an {@link EncoderRecipe} of your own.
 */
public final class EncoderRecipes {
  private static final Gson GSON =
      new GsonBuilder()
          .serializeSpecialFloatingPointValues()
          .disableHtmlEscaping()
          .registerTypeAdapterFactory(StrictJson.ENUMS)
          .registerTypeAdapterFactory(StrictJson.complete(EncoderSpec.class))
          .create();
  private static final String RECIPE = "recipe";
  private static final String MIDDLE = "middle";
  private static final String VERSION = "version";
  private static final String SETTINGS = "settings";

  private EncoderRecipes() {}

  /** Returns a recipe as JSON, which {@link #read} takes. */
  public static JsonObject write(EncoderRecipe recipe) {
    JsonObject settings = GSON.toJsonTree(recipe).getAsJsonObject();
    if (recipe instanceof EncoderSpec) {
      return settings;
    }
    JsonObject json = new JsonObject();
    json.addProperty(RECIPE, recipe.name());
    json.addProperty(VERSION, recipe.version());
    json.add(SETTINGS, settings);
    return json;
  }

  /**
   * Makes a recipe of JSON from a file that nobody vouches for.
   *
   * @param trusted the records that it may be an instance of, besides {@link EncoderSpec}
   * @throws IllegalArgumentException if it is of none of them, of another version, or if its
   *     settings are not those of the record; says which records to trust
   */
  public static EncoderRecipe read(JsonObject json, List<Class<? extends EncoderRecipe>> trusted) {
    if (!json.has(RECIPE)) {
      JsonObject spec = json.deepCopy();
      if (!spec.has(MIDDLE)) { // saved before there was a choice
        spec.addProperty(MIDDLE, MiddleChannels.PER_CONVOLUTION.name());
      }
      return parsed(spec, EncoderSpec.class);
    }
    String name = json.get(RECIPE).getAsString();
    int version = json.has(VERSION) ? json.get(VERSION).getAsInt() : 0;
    JsonObject settings =
        json.get(SETTINGS) instanceof JsonObject object ? object : new JsonObject();
    List<String> faults = new ArrayList<>();
    for (Class<? extends EncoderRecipe> type : trusted) {
      try {
        requireSettings(settings, type);
        EncoderRecipe recipe = parsed(settings, type);
        if (!recipe.name().equals(name)) {
          faults.add(type.getSimpleName() + " is called " + recipe.name());
        } else if (recipe.version() != version) {
          faults.add(type.getSimpleName() + " is version " + recipe.version());
        } else {
          return recipe;
        }
      } catch (IllegalArgumentException e) {
        faults.add(type.getSimpleName() + ": " + e.getMessage());
      }
    }
    throw new IllegalArgumentException(
        "the recipe "
            + name
            + " of version "
            + version
            + " is none of the records "
            + trusted.stream().map(Class::getSimpleName).toList()
            + (faults.isEmpty() ? "" : " (" + String.join("; ", faults) + ")")
            + ": call XdcModel.load(folder, device, "
            + name
            + ".class) with the EncoderRecipe that made it");
  }

  /**
   * Checks that a recipe comes back from JSON as it was.
   *
   * @throws IllegalArgumentException if it does not; says what to change
   */
  static void requireSavable(EncoderRecipe recipe) {
    Class<? extends EncoderRecipe> type = recipe.getClass();
    if (!type.isRecord()) {
      throw new IllegalArgumentException(
          "the recipe " + type.getName() + " is no record: make it one, so that it can be saved");
    }
    String fault;
    try {
      EncoderRecipe again = read(write(recipe), List.of(type));
      fault = again.equals(recipe) ? "" : "it comes back as " + again;
    } catch (RuntimeException e) { // of Gson, or of the record itself
      fault = e.toString();
    }
    if (!fault.isEmpty()) {
      throw new IllegalArgumentException(
          "the recipe "
              + recipe
              + " cannot be saved as JSON ("
              + fault
              + "): its components must be numbers, texts, enums, or lists and records of such");
    }
  }

  /** Checks that nothing is named that the record lacks, and no number or truth value missing. */
  private static void requireSettings(JsonObject settings, Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    if (components == null) {
      throw new IllegalArgumentException("is no record");
    }
    Set<String> unknown = new LinkedHashSet<>(settings.keySet());
    Arrays.stream(components).map(RecordComponent::getName).forEach(unknown::remove);
    String missing =
        Arrays.stream(components)
            .filter(part -> part.getType().isPrimitive() && !settings.has(part.getName()))
            .map(RecordComponent::getName)
            .collect(joining(", "));
    if (!unknown.isEmpty() || !missing.isEmpty()) {
      throw new IllegalArgumentException(
          "settings unknown to it: " + unknown + ", settings missing: [" + missing + "]");
    }
  }

  private static <T extends EncoderRecipe> T parsed(JsonElement json, Class<T> type) {
    try {
      T recipe = GSON.fromJson(json, type);
      if (recipe.modality() == null) {
        throw new IllegalArgumentException("modality is missing");
      }
      return recipe;
    } catch (JsonParseException e) {
      throw new IllegalArgumentException("settings do not fit: " + e.getMessage(), e);
    } catch (RuntimeException e) {
      // Gson wraps what the constructor of a record throws
      Throwable cause = e.getCause();
      throw new IllegalArgumentException(
          "settings are refused: " + (cause == null ? e : cause).getMessage(), e);
    }
  }
}
