package dev.xdc.cli.output;

import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Platform;
import java.io.Console;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The terminal that this process was started in, if any. It is asked and never set: no mode, no
 * handler of a signal and no process of its own, so that Ctrl-C stays what {@link StopSignals}
 * makes of it.
 */
final class Terminal {
  private static final Logger LOGGER = LoggerFactory.getLogger(Terminal.class);

  private static final int STANDARD_OUTPUT = 1;
  private static final int STANDARD_ERROR = 2;
  private static final int USUAL_COLUMNS = 80;
  private static final long LINUX_SIZE = 0x5413; // TIOCGWINSZ
  private static final long MAC_SIZE = 0x40087468;

  private Terminal() {}

  /** The functions of the C library that ask. */
  interface CLibrary extends Library {
    int isatty(int descriptor);

    int ioctl(int descriptor, NativeLong request, Object... argument);
  }

  /** Bound at the first question, not for each drawing of the bar. */
  private static final class Bound {
    static final CLibrary LIBRARY = Native.load(Platform.C_LIBRARY_NAME, CLibrary.class);

    private Bound() {}
  }

  /** Returns whether standard output is a terminal. */
  static boolean isOutput() {
    return isTerminal(STANDARD_OUTPUT);
  }

  /** Returns whether standard error is a terminal. */
  static boolean isErrors() {
    return isTerminal(STANDARD_ERROR);
  }

  /** Returns whether standard output can show a line that is drawn over. */
  static boolean showsOutput() {
    return shows(STANDARD_OUTPUT);
  }

  /** Returns whether standard error can show a line that is drawn over. */
  static boolean showsErrors() {
    return shows(STANDARD_ERROR);
  }

  private static boolean shows(int descriptor) {
    return !isDumb(System.getenv()) && isTerminal(descriptor);
  }

  /** Returns whether the environment says that the terminal cannot move its cursor. */
  static boolean isDumb(Map<String, String> environment) {
    return "dumb".equals(environment.get("TERM"));
  }

  private static boolean isTerminal(int descriptor) {
    if (!Platform.isWindows()) {
      try {
        return Bound.LIBRARY.isatty(descriptor) == 1;
      } catch (LinkageError e) {
        LOGGER.debug("isatty cannot be called", e);
      }
    }
    return hasConsole();
  }

  @SuppressWarnings("SystemConsoleNull") // from Java 22 on isTerminal decides
  private static boolean hasConsole() {
    Console console = System.console();
    if (console == null || Runtime.version().feature() < 22) {
      return console != null;
    }
    try {
      return Boolean.TRUE.equals(Console.class.getMethod("isTerminal").invoke(console));
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }

  /** Returns how many characters a line holds now: the window may be resized at any time. */
  static int columns() {
    return columns(windowColumns(), System.getenv());
  }

  /**
   * Returns the characters of a line.
   *
   * @param window of the window; 0 if that is not known
   * @param environment whose {@code COLUMNS} may ask for fewer
   */
  static int columns(int window, Map<String, String> environment) {
    int usual = window > 0 ? window : USUAL_COLUMNS;
    String given = environment.getOrDefault("COLUMNS", "");
    if (!given.matches("[1-9][0-9]{0,4}")) {
      return usual;
    }
    int asked = Integer.parseInt(given);
    return window > 0 ? Math.min(asked, window) : asked;
  }

  private static int windowColumns() {
    if (Platform.isWindows()) {
      return 0;
    }
    try (Memory size = new Memory(4L * Short.BYTES)) {
      size.clear();
      NativeLong request = new NativeLong(Platform.isMac() ? MAC_SIZE : LINUX_SIZE);
      return Bound.LIBRARY.ioctl(STANDARD_ERROR, request, size) == 0
          ? Short.toUnsignedInt(size.getShort(Short.BYTES))
          : 0;
    } catch (LinkageError e) {
      LOGGER.debug("ioctl cannot be called", e);
      return 0;
    }
  }
}
