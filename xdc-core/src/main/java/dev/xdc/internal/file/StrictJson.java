package dev.xdc.internal.file;

import static java.util.stream.Collectors.joining;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import com.google.gson.TypeAdapter;
import com.google.gson.TypeAdapterFactory;
import com.google.gson.reflect.TypeToken;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps Gson from filling gaps in silence: a constant that an enum lacks would become null, a
 * setting that is missing 0 or null, and one that is misspelt would be passed over.
 */
public final class StrictJson {

  /** Refuses constants that an enum lacks, by name. */
  public static final TypeAdapterFactory ENUMS =
      new TypeAdapterFactory() {
        @Override
        public <T> @Nullable TypeAdapter<T> create(Gson gson, TypeToken<T> type) {
          return type.getRawType().isEnum()
              ? new Constants<>(gson.getDelegateAdapter(this, type), type)
              : null;
        }
      };

  private StrictJson() {}

  /** Refuses a record with a component missing, unless that may be null, and names it lacks. */
  public static TypeAdapterFactory complete(Class<?>... records) {
    Set<Class<?>> strict = Set.of(records);
    return new TypeAdapterFactory() {
      @Override
      public <T> @Nullable TypeAdapter<T> create(Gson gson, TypeToken<T> type) {
        return strict.contains(type.getRawType())
            ? new Components<>(
                gson.getDelegateAdapter(this, type), gson.getAdapter(JsonObject.class), type)
            : null;
      }
    };
  }

  /**
   * Checks that nothing is missing in a value read by other means than {@link #complete}, which
   * passes no number that is not finite.
   *
   * @throws JsonParseException if a record in it, or in its lists and maps, lacks a component that
   *     may not be null; names it
   */
  public static void requireComplete(@Nullable Object value) {
    if (value instanceof Collection<?> all) {
      for (Object one : all) {
        if (one == null) {
          throw new JsonParseException("a value is missing");
        }
        requireComplete(one);
      }
    } else if (value instanceof Map<?, ?> map) {
      requireComplete(map.values());
    } else if (value instanceof Record) {
      for (RecordComponent component : value.getClass().getRecordComponents()) {
        Object part = value(value, component);
        if (part == null && !component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
          throw new JsonParseException(component.getName() + " is missing");
        }
        requireComplete(part);
      }
    }
  }

  private static @Nullable Object value(Object of, RecordComponent component) {
    try {
      return component.getAccessor().invoke(of);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("records are public where this is used", e);
    }
  }

  private static final class Constants<T> extends TypeAdapter<T> {
    private final TypeAdapter<T> all;
    private final TypeToken<T> type;

    Constants(TypeAdapter<T> all, TypeToken<T> type) {
      this.all = all;
      this.type = type;
    }

    @Override
    public void write(JsonWriter out, @Nullable T value) throws IOException {
      all.write(out, value);
    }

    @Override
    public @Nullable T read(JsonReader in) throws IOException {
      if (in.peek() == JsonToken.NULL) {
        in.nextNull();
        return null;
      }
      String setting = in.getPath().substring(in.getPath().lastIndexOf('.') + 1);
      String name = in.nextString();
      T value = all.fromJsonTree(new JsonPrimitive(name));
      if (value == null) {
        throw new JsonParseException(
            "%s is %s, must be one of %s"
                .formatted(setting, name, Arrays.toString(type.getRawType().getEnumConstants())));
      }
      return value;
    }
  }

  private static final class Components<T> extends TypeAdapter<T> {
    private final TypeAdapter<T> whole;
    private final TypeAdapter<JsonObject> tree;
    private final RecordComponent[] components;

    Components(TypeAdapter<T> whole, TypeAdapter<JsonObject> tree, TypeToken<T> type) {
      this.whole = whole;
      this.tree = tree;
      this.components = type.getRawType().getRecordComponents();
    }

    @Override
    public void write(JsonWriter out, @Nullable T value) throws IOException {
      whole.write(out, value);
    }

    @Override
    public @Nullable T read(JsonReader in) throws IOException {
      if (in.peek() == JsonToken.NULL) {
        in.nextNull();
        return null;
      }
      JsonObject json = tree.read(in);
      Set<String> unknown = new LinkedHashSet<>(json.keySet());
      Arrays.stream(components).map(RecordComponent::getName).forEach(unknown::remove);
      if (!unknown.isEmpty()) {
        throw new JsonParseException("settings unknown to this version: " + unknown);
      }
      String missing =
          Arrays.stream(components)
              .filter(c -> !c.getAnnotatedType().isAnnotationPresent(Nullable.class))
              .map(RecordComponent::getName)
              .filter(name -> !json.has(name) || json.get(name).isJsonNull())
              .collect(joining(", "));
      if (!missing.isEmpty()) {
        throw new JsonParseException("settings missing: [" + missing + "]");
      }
      return whole.fromJsonTree(json);
    }
  }
}
