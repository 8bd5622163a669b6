package dev.xdc.data.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xdc.data.TestMedia;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A file and an address of this machine that notice when somebody opens them. */
final class Canary implements AutoCloseable {

  private static final FileTime LONG_AGO = FileTime.from(1_000_000_000, TimeUnit.SECONDS);

  private final Path file;
  private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final List<String> connections = new CopyOnWriteArrayList<>();
  private final boolean fileTells;

  Canary(Path file) throws IOException {
    this.file = file;
    // Linux notes the first access after a change; some systems never do.
    Files.setAttribute(file, "lastAccessTime", LONG_AGO);
    Files.readAllBytes(file);
    fileTells = isRead();
    Files.setAttribute(file, "lastAccessTime", LONG_AGO);
    Thread thread = new Thread(this::listen, "canary");
    thread.setDaemon(true);
    thread.start();
  }

  private void listen() {
    try {
      while (true) {
        try (Socket visitor = server.accept()) {
          connections.add("connection");
        }
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private boolean isRead() throws IOException {
    return !Files.getAttribute(file, "lastAccessTime").equals(LONG_AGO);
  }

  /** Returns the address, as one of a video. */
  String address() {
    return "http://127.0.0.1:" + server.getLocalPort() + "/film.ts";
  }

  /** Returns what has been opened: "file", "connection". */
  List<String> visits() throws IOException, InterruptedException {
    Thread.sleep(100); // for a connection that has been made to be taken
    List<String> visits = new CopyOnWriteArrayList<>(connections);
    if (fileTells && isRead()) {
      visits.add("file");
    }
    return visits;
  }

  /** Fails unless both have been opened, as far as this system tells. */
  void assertVisited() throws IOException, InterruptedException {
    for (int i = 0; i < 1000 && connections.isEmpty(); i++) {
      Thread.sleep(10);
    }
    assertThat(connections).isNotEmpty();
    assertThat(isRead()).isEqualTo(fileTells);
  }

  /** Lets FFmpeg read {@code list} without any protection. */
  void letIn(Path list) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                TestMedia.programs().ffmpeg().toString(),
                "-nostdin",
                "-protocol_whitelist",
                "file,http,tcp",
                "-allowed_extensions",
                "ALL",
                "-extension_picky",
                "0",
                "-f",
                "hls",
                "-i",
                list.toString(),
                "-f",
                "null",
                "-")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
