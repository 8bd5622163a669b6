package dev.xdc.internal.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.Gson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonFileTest {

  /** A value that refuses what it is given. */
  private record Positive(int number) {
    Positive {
      if (number < 1) {
        throw new IllegalArgumentException("number is " + number + ", must be at least 1");
      }
    }
  }

  @TempDir Path folder;

  private Positive read(byte[] bytes) throws IOException {
    Path file = Files.write(folder.resolve("value.json"), bytes);
    return JsonFile.read(file, "is no number", text -> new Gson().fromJson(text, Positive.class));
  }

  @Test
  void whatIsWrongIsSaidInOneLine() throws IOException {
    assertThat(read("{\"number\": 3}".getBytes(UTF_8))).isEqualTo(new Positive(3));
    assertThatThrownBy(() -> read("{\"number\": 0}".getBytes(UTF_8)))
        .isInstanceOf(IOException.class)
        .hasMessage(
            folder.resolve("value.json") + " is no number: number is 0, must be at least 1");
    assertThatThrownBy(() -> read(new byte[] {(byte) 0xFF, (byte) 0xFE, 0}))
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith("value.json is no number: it is not in UTF-8");
    assertThatThrownBy(() -> read("[".getBytes(UTF_8))).isInstanceOf(IOException.class);
  }

  @Test
  void anotherFormatIsNamedWithTheRemedy() throws IOException {
    Path file = folder.resolve("value.json");
    JsonFile.requireFormat(file, 2, 1, 2, "use a newer library");
    assertThatThrownBy(() -> JsonFile.requireFormat(file, 3, 1, 2, "use a newer library"))
        .hasMessage(file + " has format 3, this version reads 1 to 2: use a newer library");
    assertThatThrownBy(() -> JsonFile.requireFormat(file, 3, 1, 1, "use a newer library"))
        .hasMessageContaining("this version reads 1: use");
  }

  private record Outer(String name, List<String> words, Positive inner) {
    Outer {
      words = List.copyOf(words);
    }
  }

  private Outer outer(String json) throws IOException {
    Path file = Files.writeString(folder.resolve("outer.json"), json.replace('\'', '"'));
    return JsonFile.record(file, "is odd", Outer.class, Positive.class);
  }

  @Test
  void recordsAreReadStrictly() throws IOException {
    String whole = "{'name':'a','words':['b'],'inner':{'number':3}}";
    assertThat(outer(whole)).isEqualTo(new Outer("a", List.of("b"), new Positive(3)));
    Map<String, String> reasons =
        Map.of(
            whole.replace("name", "nmae"),
            "settings unknown to this version: [nmae]",
            whole.replace("'name':'a',", ""),
            "settings missing: [name]",
            whole.replace("'number':3", ""),
            "settings missing: [number]",
            whole.replace("'b'", "null"),
            "a value is missing",
            whole.replace("3", "-3"),
            "must be at least 1",
            whole.replace("['b']", "7"),
            "BEGIN_ARRAY",
            "",
            "it is empty",
            "null",
            "it is empty");
    reasons.forEach(
        (json, reason) ->
            assertThatThrownBy(() -> outer(json))
                .as(json)
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(folder.resolve("outer.json") + " is odd: ")
                .hasMessageContaining(reason));
  }
}
