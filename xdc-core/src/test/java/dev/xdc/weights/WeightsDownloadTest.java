package dev.xdc.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class WeightsDownloadTest {
  private static final String NAME = "weights.pth";
  private static final byte[] CONTENT = new byte[300_000];

  // sha256sum of CONTENT
  private static final String HASH = "f26cc157";

  static {
    new Random(1).nextBytes(CONTENT);
  }

  @TempDir private Path folder;
  private HttpServer server;
  private final List<String> ranges = new ArrayList<>();
  private boolean ignoresRanges;
  private int breaksOffAfter = CONTENT.length;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/" + NAME, this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String range = exchange.getRequestHeaders().getFirst("Range");
    ranges.add(String.valueOf(range));
    int from = 0;
    if (range != null && !ignoresRanges) {
      from = Integer.parseInt(range.replaceAll("bytes=(\\d+)-", "$1"));
      exchange
          .getResponseHeaders()
          .set(
              "Content-Range",
              "bytes %d-%d/%d".formatted(from, CONTENT.length - 1, CONTENT.length));
    }
    exchange.sendResponseHeaders(from > 0 ? 206 : 200, CONTENT.length - from);
    exchange
        .getResponseBody()
        .write(CONTENT, from, Math.min(breaksOffAfter, CONTENT.length - from));
    exchange.close();
  }

  private URI uri(String name) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/" + name);
  }

  private Path fetch() throws IOException {
    return new WeightsDownload(folder, (done, all) -> {}).fetch(uri(NAME), NAME, HASH);
  }

  @Test
  void fetchesOnceAndTellsHowFarItIs() throws IOException {
    List<Long> told = new ArrayList<>();
    WeightsDownload download =
        new WeightsDownload(
            folder,
            (done, all) -> {
              assertThat(all).isEqualTo(CONTENT.length);
              told.add(done);
            });
    Path file = download.fetch(uri(NAME), NAME, HASH);
    assertThat(file).hasBinaryContent(CONTENT);
    assertThat(told).isSorted().endsWith((long) CONTENT.length).hasSizeGreaterThan(3);
    assertThat(download.fetch(uri(NAME), NAME, HASH)).isEqualTo(file);
    assertThat(ranges).hasSize(1);
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void goesOnWhereATransferBrokeOff() throws IOException {
    breaksOffAfter = 100_000;
    assertThatThrownBy(this::fetch)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("run it again to resume");
    long have = Files.size(folder.resolve(NAME + ".part"));
    assertThat(have).isPositive();
    breaksOffAfter = CONTENT.length;
    assertThat(fetch()).hasBinaryContent(CONTENT);
    assertThat(ranges).containsExactly("null", "bytes=" + have + "-");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void linkThatSomebodyPutThereIsNotFollowed() throws IOException {
    Path victim = Files.writeString(folder.resolve("victim"), "mine");
    Files.createSymbolicLink(folder.resolve(NAME + ".part"), victim);
    assertThatThrownBy(this::fetch)
        .isInstanceOf(IOException.class)
        .hasMessageContaining(NAME + ".part is a link or cannot be written: delete it");
    assertThat(victim).hasContent("mine");
  }

  @Test
  void secondFetchOfAFileIsRefusedWhileTheFirstRuns() throws IOException {
    WeightsDownload first =
        new WeightsDownload(
            folder,
            (done, all) ->
                assertThatThrownBy(this::fetch)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("is being fetched already: wait"));
    assertThat(first.fetch(uri(NAME), NAME, HASH)).hasBinaryContent(CONTENT);
  }

  @Test
  void startsAnewIfTheServerCannotGoOn() throws IOException {
    ignoresRanges = true;
    Files.write(folder.resolve(NAME + ".part"), new byte[1000]);
    assertThat(fetch()).hasBinaryContent(CONTENT);
  }

  @Test
  void deletesWhatHasAnotherHash() throws IOException {
    CONTENT[5]++;
    try {
      assertThatThrownBy(this::fetch)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("SHA-256 does not start with " + HASH);
      assertThat(folder).isEmptyDirectory();
    } finally {
      CONTENT[5]--;
    }
  }

  @Test
  void refusesALocalFileWithAnotherHash() throws IOException {
    Files.write(folder.resolve(NAME), Arrays.copyOf(CONTENT, 100));
    assertThatThrownBy(this::fetch)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("must be " + HASH + "; delete it and fetch it again");
    assertThat(ranges).isEmpty();
  }

  @Test
  void saysWhatTheServerAnswers() {
    WeightsDownload download = new WeightsDownload(folder, (done, all) -> {});
    assertThatThrownBy(() -> download.fetch(uri("nothing.pth"), NAME, HASH))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the server answers 404");
  }

  @Test
  void saysWhereToPutTheFileWithoutANetwork() {
    server.stop(0);
    assertThatThrownBy(this::fetch)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("put it into " + folder);
  }
}
