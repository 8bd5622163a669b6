package dev.xdc.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

/** Progress where nobody watches a bar. */
class LineProgressTest {

  @Test
  void theFirstSignOfLifeComesAfterASecondAndTheNextLater() throws InterruptedException {
    StringWriter text = new StringWriter();
    try (LineProgress progress = new LineProgress(new PrintWriter(text))) {
      progress.update("looking at the files", 1, 2000, Double.NaN);
      assertThat(text.toString()).isEmpty();
      Thread.sleep(1050);
      progress.update("looking at the files", 40, 2000, Double.NaN);
      assertThat(text.toString())
          .startsWith("looking at the files: 40 of 2000, ")
          .contains("left of this");
      progress.update("looking at the files", 80, 2000, 48);
      assertThat(text.toString().lines()).hasSize(1);
    }
  }

  @Test
  void workWithoutAKnownEndIsNamed() throws InterruptedException {
    StringWriter text = new StringWriter();
    try (LineProgress progress = new LineProgress(new PrintWriter(text))) {
      Thread.sleep(1050);
      progress.measuring();
    }
    assertThat(text.toString()).isEqualToIgnoringNewLines("measuring steps for the estimate");
  }
}
