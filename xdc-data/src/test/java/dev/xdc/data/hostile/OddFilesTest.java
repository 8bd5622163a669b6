package dev.xdc.data.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xdc.data.Leftovers;
import dev.xdc.data.media.MediaException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Surveys a folder of the caller's: {@code -Dxdc.test.odd=FOLDER}. */
@Tag("slow")
@EnabledIfSystemProperty(named = "xdc.test.odd", matches = ".+")
class OddFilesTest {

  @Test
  void everyClipIsExactOrItsFailureNamed() throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(Path.of(System.getProperty("xdc.test.odd")))) {
      files = all.filter(file -> !Files.isDirectory(file)).sorted().toList();
    }
    long begin = System.nanoTime();
    Survey survey = Survey.of(files);
    System.out.printf(
        "%d files: %d refused, %d accepted; %d clips: %d exact, %d failed; %.0f s%n",
        files.size(),
        survey.refused().size(),
        survey.cuts().size() / 3,
        survey.cuts().size(),
        survey.cuts().size() - survey.failures().size(),
        survey.failures().size(),
        (System.nanoTime() - begin) / 1e9);
    for (MediaException failure : survey.failures()) {
      System.out.println(failure.getMessage());
    }
    assertThat(survey.wrong()).isEmpty();
    Leftovers.assertNone();
  }
}
