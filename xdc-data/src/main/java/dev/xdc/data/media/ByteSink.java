package dev.xdc.data.media;

import com.github.kokorin.jaffree.ffmpeg.FFmpegResult;
import com.github.kokorin.jaffree.log.LogMessage;
import com.github.kokorin.jaffree.net.TcpNegotiator;
import com.github.kokorin.jaffree.process.StdReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes an exact number of bytes from a program, through its standard output or a local connection.
 * It never throws: what is missing shows in {@link #isFull()}.
 */
final class ByteSink implements StdReader<FFmpegResult>, TcpNegotiator {

  private final byte[] bytes;
  private volatile int count;

  ByteSink(int size) {
    bytes = new byte[size];
  }

  @Override
  public @Nullable FFmpegResult read(InputStream stream) {
    fill(stream);
    return null;
  }

  @Override
  public void negotiate(Socket socket) {
    try (InputStream stream = socket.getInputStream()) {
      fill(stream);
    } catch (IOException e) {
      // The missing bytes tell.
    }
  }

  private void fill(InputStream stream) {
    int at = 0;
    try {
      while (at < bytes.length) {
        int n = stream.read(bytes, at, bytes.length - at);
        if (n < 0) {
          break;
        }
        at += n;
      }
    } catch (IOException e) {
      // The missing bytes tell.
    }
    count = at;
  }

  boolean isFull() {
    return count == bytes.length;
  }

  int count() {
    return count;
  }

  byte[] bytes() {
    return bytes;
  }

  @Override
  public List<LogMessage> getErrorLogMessages() {
    return List.of();
  }
}
