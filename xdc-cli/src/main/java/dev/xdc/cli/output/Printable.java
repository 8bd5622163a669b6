package dev.xdc.cli.output;

import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;

/**
 * What is printed on a terminal, with a question mark for each control character that is no white
 * space: names of files and labels may hold orders to a terminal, such as to change its title or
 * what its keys mean. Colours, as of help texts, pass.
 */
final class Printable extends FilterOutputStream {
  private static final int ESCAPE = 0x1b;
  private static final int DELETE = 0x7f;

  /** With a byte from 0x80 to 0x9f, control characters in UTF-8. */
  private static final int HIGH = 0xc2;

  private Printable(OutputStream terminal) {
    super(terminal);
  }

  /** Returns a stream to a terminal. */
  static PrintStream on(PrintStream terminal) {
    return new PrintStream(new Printable(terminal), true, Charset.defaultCharset());
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int count) throws IOException {
    ByteArrayOutputStream shown = new ByteArrayOutputStream(count);
    int end = from + count;
    for (int i = from; i < end; i++) {
      int colour = colour(bytes, i, end);
      if (colour > 0) {
        shown.write(bytes, i, colour);
        i += colour - 1;
      } else if (isHigh(bytes, i, end)) {
        shown.write('?');
        i++;
      } else {
        shown.write(isControl(bytes[i]) ? '?' : bytes[i]);
      }
    }
    out.write(shown.toByteArray(), 0, shown.size());
  }

  private static boolean isControl(byte value) {
    return value == DELETE
        || (value >= 0 && value < ' ' && value != '\n' && value != '\r' && value != '\t');
  }

  private static boolean isHigh(byte[] bytes, int at, int end) {
    return (bytes[at] & 0xff) == HIGH && at + 1 < end && (bytes[at + 1] & 0xe0) == 0x80;
  }

  /** Returns the length of an order for a colour that begins there; 0 if none does. */
  private static int colour(byte[] bytes, int at, int end) {
    if (bytes[at] != ESCAPE || at + 1 >= end || bytes[at + 1] != '[') {
      return 0;
    }
    int i = at + 2;
    while (i < end && (Character.isDigit(bytes[i]) || bytes[i] == ';')) {
      i++;
    }
    return i < end && bytes[i] == 'm' ? i + 1 - at : 0;
  }
}
