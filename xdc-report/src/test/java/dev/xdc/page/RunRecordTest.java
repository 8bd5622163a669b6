package dev.xdc.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunRecordTest {
  @TempDir private Path run;

  @Test
  void runThatStoppedBeforeItsFirstEpochHasSettingsAndNoRows() throws IOException {
    Files.writeString(run.resolve("run.yaml"), "method: xdc\nseed: 1\n");
    RunRecord record = RunRecord.read(run);
    assertThat(record.rows()).isEmpty();
    assertThat(record.settings()).startsWith("method: xdc");

    Path page = RunPage.builder().setRun(record).build().write(run.resolve("page"));
    assertThat(page).isNotEmptyFile();
    Path pages = new RunsPage(List.of(record, record), List.of()).write(run.resolve("pages"));
    assertThat(pages).isNotEmptyFile();
  }

  @Test
  void folderOfNoRunIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RunRecord.read(run))
        .withMessageContaining("give the output folder of xdc pretrain");
  }

  @Test
  void damagedFilesAreNamed() throws IOException {
    Path settings = Files.write(run.resolve("run.yaml"), new byte[] {(byte) 0xC3, 'x'});
    assertThatThrownBy(() -> RunRecord.read(run))
        .isInstanceOf(IOException.class)
        .hasMessage(settings + " cannot be shown: it is not in UTF-8");
    Files.writeString(settings, "seed: 1");
    Path model = Files.createDirectory(run.resolve("final")).resolve("model.json");
    for (String damage : List.of("{\"provenance\": 1}", "{\"provenance\": {\"a\": [1,2]}}", "{")) {
      Files.writeString(model, damage);
      assertThatThrownBy(() -> RunRecord.read(run))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith(model + " is not the description of a model: ");
    }
  }
}
