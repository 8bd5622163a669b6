package dev.xdc.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EvaluationFileTest {
  @TempDir private Path folder;

  private Path file(String json) throws IOException {
    return Files.writeString(folder.resolve("a.b.json"), json);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SCORES     | {\"format\": 1, \"top1\": 0.5}",
        "SCORES     | {\"results\": [{\"top1\": 0.5}, {\"top1\": 0.6}]}",
        "SUITE      | {\"suite\": \"esc50\", \"rows\": [{\"protocol\": \"svm\"}]}",
        "COMPARISON | {\"rows\": [{\"method\": \"xdc\", \"mean\": 0.5}], \"training\": []}",
        "SWEEP      | {\"rows\": [{\"setting\": \"k=16\"}]}"
      })
  void theKindOfAResultIsKnownByItsMembers(EvaluationFile.Kind kind, String json)
      throws IOException {
    EvaluationFile read = EvaluationFile.read(file(json));

    assertThat(read.kind()).isEqualTo(kind);
    assertThat(read.name()).isEqualTo("a.b");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"{}", "[]", "3", "{\"rows\": []}", "{\"results\": [3]}", "{\"rows\": [{}]}", "''"})
  void whatIsNoResultIsRefusedByName(String json) throws IOException {
    Path file = file(json);

    assertThatIOException()
        .isThrownBy(() -> EvaluationFile.read(file))
        .withMessageContaining("a.b.json holds no evaluation: give a JSON file that xdc probe");
  }

  @Test
  void whatIsNoJsonIsRefusedByName() throws IOException {
    Path file = file("{top1");

    assertThatIOException()
        .isThrownBy(() -> EvaluationFile.read(file))
        .withMessageContaining("a.b.json is not JSON: ");
  }
}
