package dev.xdc;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Changes of a description in JSON, one value at a time. */
final class JsonChanges {
  /** One of each kind that may stand in place of another. */
  static final List<JsonElement> OTHERS =
      List.of(
          JsonNull.INSTANCE,
          new JsonPrimitive("x"),
          new JsonPrimitive(-1),
          new JsonPrimitive(1e9),
          new JsonArray(),
          new JsonObject());

  private JsonChanges() {}

  /**
   * Returns a text with another value in place of one.
   *
   * @param other null to remove it, from an object
   */
  static String changed(String text, List<String> path, @Nullable JsonElement other) {
    JsonElement json = JsonParser.parseString(text);
    JsonElement parent = json;
    for (String name : path.subList(0, path.size() - 1)) {
      parent = part(parent, name);
    }
    String last = path.get(path.size() - 1);
    if (other == null) {
      parent.getAsJsonObject().remove(last);
    } else if (parent instanceof JsonArray array) {
      array.set(Integer.parseInt(last), other);
    } else {
      parent.getAsJsonObject().add(last, other);
    }
    return json.toString();
  }

  /**
   * Returns the way to each value.
   *
   * @param alike ways to objects all of whose values are of one kind: of these one is enough
   */
  static List<List<String>> paths(JsonElement json, List<List<String>> alike) {
    List<List<String>> paths = new ArrayList<>();
    add(json, List.of(), alike, paths);
    return paths;
  }

  private static void add(
      JsonElement json, List<String> above, List<List<String>> alike, List<List<String>> paths) {
    List<String> names = names(json);
    for (String name : alike.contains(above) ? names.subList(0, 1) : names) {
      List<String> path = new ArrayList<>(above);
      path.add(name);
      paths.add(path);
      add(part(json, name), path, alike, paths);
    }
  }

  private static List<String> names(JsonElement json) {
    List<String> names = new ArrayList<>();
    if (json instanceof JsonArray array) {
      for (int i = 0; i < array.size(); i++) {
        names.add(Integer.toString(i));
      }
    } else if (json instanceof JsonObject object) {
      names.addAll(object.keySet());
    }
    return names;
  }

  private static JsonElement part(JsonElement of, String name) {
    return of instanceof JsonArray array
        ? array.get(Integer.parseInt(name))
        : of.getAsJsonObject().get(name);
  }
}
