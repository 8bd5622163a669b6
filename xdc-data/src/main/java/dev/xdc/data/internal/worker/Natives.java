package dev.xdc.data.internal.worker;

import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_ERROR;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;
import static org.bytedeco.ffmpeg.global.avutil.av_max_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_strerror;
import static org.bytedeco.ffmpeg.global.avutil.setLogCallback;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import org.bytedeco.ffmpeg.avutil.LogCallback;
import org.bytedeco.javacpp.BytePointer;

/** FFmpeg's libraries: loads them, and keeps the last lines that they print. */
final class Natives {

  /** The largest single piece of memory that FFmpeg may ask for, on every system: 512 MiB. */
  private static final long MAX_PIECE = 512L << 20;

  private static final int LINES = 8;
  private static final int LINE_LENGTH = 500;

  private final Deque<String> lines = new ArrayDeque<>();
  private final StringBuilder line = new StringBuilder();

  /** Held as long as this is: FFmpeg knows only its address. */
  private final LogCallback callback;

  /**
   * Loads the libraries.
   *
   * @param files of the libraries and of the bindings, in an order in which each finds those that
   *     it needs
   */
  Natives(String[] files) {
    for (String file : files) {
      System.load(file);
    }
    av_max_alloc(MAX_PIECE);
    av_log_set_level(AV_LOG_ERROR);
    callback =
        new LogCallback() {
          @Override
          public void call(int level, BytePointer message) {
            if (level <= AV_LOG_ERROR) {
              hear(new String(message.getStringBytes(), StandardCharsets.UTF_8));
            }
          }
        };
    setLogCallback(callback);
  }

  private void hear(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '\n' && c != '\r') {
        line.append(line.length() < LINE_LENGTH ? String.valueOf(c) : "");
      } else if (!line.isEmpty()) {
        say(line.toString());
        line.setLength(0);
      }
    }
  }

  /** Adds a line of the worker's own. */
  void say(String words) {
    if (lines.size() == LINES) {
      lines.removeFirst();
    }
    lines.addLast(words);
  }

  /** Forgets all lines. */
  void clear() {
    lines.clear();
    line.setLength(0);
  }

  /** Returns the last lines. */
  String said() {
    return String.join("\n", lines);
  }

  /** Returns FFmpeg's words for an error. */
  static String words(int error) {
    byte[] words = new byte[256];
    av_strerror(error, words, words.length);
    int end = 0;
    while (end < words.length && words[end] != 0) {
      end++;
    }
    return new String(words, 0, end, StandardCharsets.UTF_8);
  }
}
