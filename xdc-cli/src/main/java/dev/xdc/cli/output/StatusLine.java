package dev.xdc.cli.output;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The last line of a terminal, which is drawn over and over while other lines go past above it.
 * What is written to {@link #above} removes the line first, whoever writes it; the next drawing
 * brings it back below. Only a carriage return and blanks are used, which every terminal knows.
 * Thread-safe.
 */
final class StatusLine {
  private static final AtomicReference<@Nullable StatusLine> SHARED = new AtomicReference<>();

  private final PrintStream terminal;
  private final IntSupplier columns;
  private final Deque<Object> owners = new ArrayDeque<>();
  private int drawn;
  private boolean lineUnfinished;

  /**
   * Draws on a terminal.
   *
   * @param columns how many characters a line holds, asked anew for each drawing
   */
  StatusLine(PrintStream terminal, IntSupplier columns) {
    this.terminal = terminal;
    this.columns = columns;
  }

  /**
   * Leads what this process prints, log lines included, past the line that is drawn on its
   * terminal; does nothing where standard error is none.
   */
  static void install() {
    if (SHARED.get() != null || !Terminal.showsErrors()) {
      return;
    }
    StatusLine line = new StatusLine(System.err, Terminal::columns);
    System.setErr(line.above(System.err));
    if (Terminal.showsOutput()) {
      System.setOut(line.above(System.out));
    }
    SHARED.set(line);
  }

  /** Returns the line of this process; null if there is none to draw. */
  static @Nullable StatusLine shared() {
    return SHARED.get();
  }

  /** Lets {@code owner} alone draw, until it gives the line back to the one before. */
  synchronized void take(Object owner) {
    owners.addFirst(owner);
  }

  /** Gives the line back and removes what is drawn. */
  synchronized void giveBack(Object owner) {
    owners.remove(owner);
    erase();
  }

  /** Draws a text in place of the one before; it is cut to what the window holds. */
  synchronized void draw(Object owner, String text) {
    if (lineUnfinished || owners.peekFirst() != owner) {
      return; // someone is writing a line in pieces, or has the line
    }
    int room = Math.max(1, columns.getAsInt() - 1); // a full line would begin the next one
    String shown = text.length() > room ? text.substring(0, room) : text;
    int rest = Math.max(0, Math.min(drawn, room) - shown.length());
    terminal.print("\r" + shown + " ".repeat(rest));
    terminal.flush();
    drawn = shown.length();
  }

  /** Removes the line. */
  synchronized void erase() {
    if (drawn > 0) {
      int room = Math.max(1, columns.getAsInt() - 1);
      terminal.print("\r" + " ".repeat(Math.min(drawn, room)) + "\r");
      terminal.flush();
      drawn = 0;
    }
  }

  /** Returns a stream whose lines go to {@code stream}, above the line. */
  PrintStream above(PrintStream stream) {
    return new PrintStream(new Above(stream), true, Charset.defaultCharset());
  }

  private synchronized void pass(PrintStream stream, byte[] bytes, int from, int count) {
    if (count == 0) {
      return;
    }
    erase();
    stream.write(bytes, from, count);
    stream.flush();
    lineUnfinished = bytes[from + count - 1] != '\n';
  }

  private final class Above extends OutputStream {
    private final PrintStream stream;

    Above(PrintStream stream) {
      this.stream = stream;
    }

    @Override
    public void write(int value) {
      pass(stream, new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) {
      pass(stream, bytes, from, count);
    }

    @Override
    public void flush() {
      stream.flush();
    }
  }
}
