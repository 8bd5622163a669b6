package dev.xdc.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StatusLineTest {
  private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
  private final PrintStream terminal = new PrintStream(sent, true, StandardCharsets.UTF_8);
  private int columns = 40;
  private final StatusLine line = new StatusLine(terminal, () -> columns);

  private String sent() {
    String text = sent.toString(StandardCharsets.UTF_8);
    sent.reset();
    return text;
  }

  @Test
  void aLogLineTakesThePlaceOfTheBarAndIsWhole() {
    line.take(this);
    line.draw(this, "half 50 %");
    sent();
    line.above(terminal).println("a warning");
    assertThat(sent()).isEqualTo("\r         \ra warning\n");
  }

  @Test
  void nothingIsDrawnIntoALineThatIsWrittenInPieces() {
    line.take(this);
    PrintStream above = line.above(terminal);
    above.print("one ");
    line.draw(this, "half 50 %");
    above.print("line\n");
    assertThat(sent()).isEqualTo("one line\n");
    line.draw(this, "half 50 %");
    assertThat(sent()).isEqualTo("\rhalf 50 %");
  }

  @Test
  void whatIsDrawnNeverFillsALineOfTheWindow() {
    line.take(this);
    columns = 10;
    line.draw(this, "0123456789abcdef");
    assertThat(sent()).isEqualTo("\r012345678");
    columns = 5;
    line.draw(this, "xyz");
    assertThat(sent()).isEqualTo("\rxyz ");
  }

  @Test
  void onlyTheLastOwnerDraws() {
    Object inner = new Object();
    line.take(this);
    line.take(inner);
    line.draw(this, "outer");
    assertThat(sent()).isEmpty();
    line.giveBack(inner);
    line.draw(this, "outer");
    assertThat(sent()).isEqualTo("\router");
  }

  @Test
  void aNarrowWindowLosesBarNumbersAndTimeInThatOrder() {
    BarText text = new BarText("round 1/5 video train", 50, 200, 90);
    assertThat(text.in(79, 5))
        .isEqualTo(
            "round 1/5 video train  25 % [=======>                       ] 50/200, 90 s left");
    assertThat(text.in(50, 5)).isEqualTo("round 1/5 video train  25 % 50/200, 90 s left");
    assertThat(text.in(40, 5)).isEqualTo("round 1/5 video train  25 %, 90 s left");
    assertThat(text.in(30, 5)).isEqualTo("round 1/5 video train  25 %");
    assertThat(text.in(12, 5)).isEqualTo("round   25 %");
    assertThat(new BarText("starting", 0, 0, Double.NaN).in(79, 3))
        .isEqualTo("starting, 3 s so far");
    assertThat(new BarText("round 1/5 video features", 0, 72_000, Double.NaN).in(45, 3))
        .isEqualTo("round 1/5 video features   0 %, 3 s so far");
    assertThat(new BarText("round 1/5 video features", 7_200, 72_000, Double.NaN).in(60, 60))
        .isEqualTo("round 1/5 video features  10 %, 9 min left of this");
  }

  @Test
  void theTimeLeftCountsDownAndDoesNotJump() {
    SettledTime time = new SettledTime();
    assertThat(time.left(0, Double.NaN)).isNaN();
    assertThat(time.left(0, 100)).isEqualTo(100);
    assertThat(time.left(10, Double.NaN)).isEqualTo(90);
    assertThat(time.left(10.5, 200)).isBetween(89.5, 160.0);
    double settled = 0;
    for (int second = 11; second < 100; second++) {
      settled = time.left(second, 210 - second);
    }
    assertThat(settled).isBetween(109.0, 113.0);
  }

  @Test
  void theWindowDecidesUnlessFewerColumnsAreAskedFor() {
    assertThat(Terminal.columns(120, Map.of())).isEqualTo(120);
    assertThat(Terminal.columns(120, Map.of("COLUMNS", "50"))).isEqualTo(50);
    assertThat(Terminal.columns(30, Map.of("COLUMNS", "50"))).isEqualTo(30);
    assertThat(Terminal.columns(0, Map.of("COLUMNS", "many"))).isEqualTo(80);
  }

  @Test
  void aDumbTerminalIsNone() {
    assertThat(Terminal.isDumb(Map.of("TERM", "dumb"))).isTrue();
    assertThat(Terminal.isDumb(Map.of("TERM", "xterm", "NO_COLOR", "1"))).isFalse();
  }
}
