package dev.xdc;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProvenanceTest {

  /** The order of {@code Map.of} and {@code Map.copyOf} is another one in each JVM. */
  @Test
  void isWrittenInOneOrderWhateverJvmWritesIt(@TempDir Path folder) throws IOException {
    Map<String, String> given =
        IntStream.range(0, 40).boxed().collect(Collectors.toMap(i -> "p" + (i + 10), i -> "v"));
    try (XdcModel model =
        new XdcModel(TinyRuns.SPEC, List.of(TinyRuns.audio().initialize(Device.cpu(), 1)), given)) {
      model.save(folder.resolve("model"));
    }
    String text = Files.readString(folder.resolve("model/model.json"));
    assertThat(given.keySet().stream().sorted().map(name -> text.indexOf("\"" + name + "\"")))
        .isSorted()
        .doesNotContain(-1);
  }
}
