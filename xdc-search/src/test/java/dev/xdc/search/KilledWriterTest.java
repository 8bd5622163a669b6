package dev.xdc.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xdc.clip.Modality;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A writer that is killed leaves its last commit. */
class KilledWriterTest {
  private static final IndexedModel MODEL =
      new IndexedModel("model", Map.of(Modality.VIDEO, 64, Modality.AUDIO, 16));
  private static final int COMMIT = 20;

  @TempDir private Path folder;

  /** Writes entries without end; prints how many are committed. */
  static final class Writer {
    private Writer() {}

    public static void main(String[] args) throws IOException {
      try (SearchIndex index = SearchIndex.open(Path.of(args[0]), MODEL)) {
        for (int i = 0; ; i++) {
          float[] row = Features.clustered(1, 64, 8, 1, i)[0];
          index.put(Features.item("v" + i, null, row, Arrays.copyOf(row, 16)));
          if ((i + 1) % COMMIT == 0) {
            index.commit();
            System.out.println(i + 1);
          }
        }
      }
    }
  }

  @Test
  void theLastCommitIsIntactAndCanBeWrittenOn() throws Exception {
    int committed = 0;
    for (int round = 1; round <= 2; round++) {
      Process child =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx256m",
                  "-XX:TieredStopAtLevel=1",
                  "-XX:+UseSerialGC",
                  "-cp",
                  System.getProperty("java.class.path"),
                  Writer.class.getName(),
                  folder.toString())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      try (BufferedReader lines = child.inputReader(StandardCharsets.UTF_8)) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          committed = Integer.parseInt(line);
          if (committed >= 200 * round) {
            Thread.sleep(7); // into the middle of the next puts
            child.destroyForcibly();
            break;
          }
        }
      }
      assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(committed).isGreaterThanOrEqualTo(200 * round);
      assertThat(IndexHealth.check(folder).faults()).isEmpty();
      try (SearchIndex index = SearchIndex.open(folder, MODEL)) {
        assertThat(index.size()).isGreaterThanOrEqualTo(committed);
        assertThat(index.size() % COMMIT).isZero();
        float[] row = Features.clustered(1, 64, 8, 1, committed - 1)[0];
        assertThat(index.search(SearchQuery.within(Modality.VIDEO, row, 1)).get(0).id())
            .isEqualTo("v" + (committed - 1));
      }
    }
  }
}
