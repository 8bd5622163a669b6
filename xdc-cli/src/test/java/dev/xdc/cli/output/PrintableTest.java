package dev.xdc.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PrintableTest {

  private static String shown(String text) {
    ByteArrayOutputStream terminal = new ByteArrayOutputStream();
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    Printable.on(new PrintStream(terminal, true, Charset.defaultCharset()))
        .write(bytes, 0, bytes.length);
    return terminal.toString(StandardCharsets.UTF_8);
  }

  @Test
  void ordersToATerminalBecomeQuestionMarks() {
    assertThat(shown("\u001b]0;title\u0007a\u009b2Jb\u007f\u001b[2J\0"))
        .isEqualTo("?]0;title?a?2Jb??[2J?");
  }

  @Test
  void textWhiteSpaceAndColoursPass() {
    String text = "\rname \u00e9\u4e2d\u00c2\tof\r\n\u001b[1m\u001b[38;5;7mhelp\u001b[0m";
    assertThat(shown(text)).isEqualTo(text);
  }
}
