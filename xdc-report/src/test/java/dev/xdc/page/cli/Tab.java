package dev.xdc.page.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A page in a browser that is used as people do: with a real mouse and real keys, by CDP. */
final class Tab implements AutoCloseable, WebSocket.Listener {
  private static final Pattern ADDRESS = Pattern.compile("DevTools listening on ws://([^/]+)/");
  private static final int LIMIT_SECONDS = 40;
  private static final Gson GSON = new Gson();
  private static final Map<String, Integer> KEYS =
      Map.of("Tab", 9, "Enter", 13, "Escape", 27, " ", 32, "ArrowLeft", 37, "ArrowRight", 39);

  private final Process process;
  private final WebSocket socket;
  private final StringBuilder received = new StringBuilder();
  private final Map<Integer, CompletableFuture<JsonObject>> waiting = new ConcurrentHashMap<>();
  private final AtomicInteger sent = new AtomicInteger();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<String> faults = new CopyOnWriteArrayList<>();

  private Tab(Process process, String host) throws IOException, InterruptedException {
    this.process = process;
    HttpClient client = HttpClient.newHttpClient();
    String list =
        client
            .send(
                HttpRequest.newBuilder(URI.create("http://" + host + "/json/list")).build(),
                HttpResponse.BodyHandlers.ofString())
            .body();
    String address =
        GSON.fromJson(list, JsonArray.class).asList().stream()
            .map(JsonElement::getAsJsonObject)
            .filter(target -> target.get("type").getAsString().equals("page"))
            .findFirst()
            .orElseThrow()
            .get("webSocketDebuggerUrl")
            .getAsString();
    socket = client.newWebSocketBuilder().buildAsync(URI.create(address), this).join();
  }

  /** Starts a browser with an empty page. */
  static Tab start(Path program, Path profile) throws IOException, InterruptedException {
    Path log = Files.createTempFile(profile, "tab", ".txt");
    List<String> command = Browser.command(program);
    command.addAll(
        List.of(
            "--user-data-dir=" + Files.createTempDirectory(profile, "tab"),
            "--remote-debugging-port=0",
            "about:blank"));
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      Tab tab = new Tab(process, host(log, process));
      for (String domain : List.of("Page", "Runtime", "Network", "Log")) {
        tab.send(domain + ".enable", Map.of());
      }
      tab.resize(1280, 900, false);
      return tab;
    } catch (IOException | InterruptedException | RuntimeException | AssertionError e) {
      process.destroyForcibly();
      throw e;
    }
  }

  /** Opens a page, with nothing kept of an earlier one; waits until its script has run. */
  void open(Path page) throws InterruptedException {
    eval("try { localStorage.clear(); } catch { }"); // an empty page has none
    requests.clear();
    faults.clear();
    send("Page.navigate", Map.of("url", page.toUri().toString()));
    await("document.documentElement && document.documentElement.dataset.ready === 'true'");
  }

  private static String host(Path log, Process process) throws IOException, InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(LIMIT_SECONDS).toNanos();
    while (System.nanoTime() < end && process.isAlive()) {
      Matcher found = ADDRESS.matcher(Files.readString(log));
      if (found.find()) {
        return found.group(1);
      }
      Thread.sleep(50);
    }
    throw new AssertionError("Chromium does not start: " + Files.readString(log));
  }

  @Override
  public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    received.append(data);
    if (last) {
      JsonObject message = GSON.fromJson(received.toString(), JsonObject.class);
      received.setLength(0);
      take(message);
    }
    from.request(1);
    return CompletableFuture.completedFuture(null);
  }

  private void take(JsonObject message) {
    if (message.has("id")) {
      Optional.ofNullable(waiting.remove(message.get("id").getAsInt()))
          .ifPresent(answer -> answer.complete(message));
      return;
    }
    String params = String.valueOf(message.get("params"));
    switch (message.get("method").getAsString()) {
      case "Network.requestWillBeSent" ->
          requests.add(
              message
                  .getAsJsonObject("params")
                  .getAsJsonObject("request")
                  .get("url")
                  .getAsString());
      case "Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded" ->
          faults.add(params);
      default -> {}
    }
  }

  private JsonObject send(String method, Map<String, ?> params) {
    int id = sent.incrementAndGet();
    CompletableFuture<JsonObject> answer = new CompletableFuture<>();
    waiting.put(id, answer);
    socket.sendText(GSON.toJson(Map.of("id", id, "method", method, "params", params)), true).join();
    JsonObject message = answer.orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).join();
    assertThat(message.has("error")).as("%s: %s", method, message).isFalse();
    return message.getAsJsonObject("result");
  }

  /** Runs a script, awaits its promise, and returns its value as text. */
  String eval(String script) {
    JsonObject result =
        send(
            "Runtime.evaluate",
            Map.of(
                "expression", script,
                "returnByValue", true,
                "awaitPromise", true,
                "userGesture", true));
    assertThat(result.has("exceptionDetails")).as("%s: %s", script, result).isFalse();
    JsonElement value = result.getAsJsonObject("result").get("value");
    return value == null ? "" : value.isJsonPrimitive() ? value.getAsString() : value.toString();
  }

  /** Waits until a script is true. */
  void await(String script) throws InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(LIMIT_SECONDS).toNanos();
    while (!eval("Boolean(" + script + ")").equals("true")) {
      assertThat(System.nanoTime()).as("%s; faults: %s", script, faults).isLessThan(end);
      Thread.sleep(40);
    }
  }

  /** Presses the mouse at the first point, moves it along the others and lets it go. */
  void drag(List<double[]> points) {
    double[] first = points.get(0);
    double[] last = points.get(points.size() - 1);
    mouse("mouseMoved", first, 0);
    mouse("mousePressed", first, 1);
    points.forEach(point -> mouse("mouseMoved", point, 1));
    mouse("mouseReleased", last, 0);
  }

  private void mouse(String type, double[] point, int buttons) {
    send(
        "Input.dispatchMouseEvent",
        Map.of(
            "type",
            type,
            "x",
            point[0],
            "y",
            point[1],
            "button",
            type.equals("mouseMoved") && buttons == 0 ? "none" : "left",
            "buttons",
            buttons,
            "clickCount",
            1));
  }

  /** Clicks the middle of an element. */
  void click(String selector) {
    double[] box = box(selector);
    drag(List.of(new double[] {box[0] + box[2] / 2, box[1] + box[3] / 2}));
  }

  /**
   * Scrolls to an element and waits until it rests: more of the page may appear on the way.
   *
   * @return left, top, width and height
   */
  double[] box(String selector) {
    String values =
        eval(
            """
            (async () => {
              const e = document.querySelector('%s');
              let last = null;
              for (let rests = 0; rests < 3;) {
                e.scrollIntoView({block: 'center', behavior: 'instant'});
                await new Promise(done => setTimeout(done, 50));
                const top = e.getBoundingClientRect().top;
                rests = top === last ? rests + 1 : 0;
                last = top;
              }
              const b = e.getBoundingClientRect();
              return [b.left, b.top, b.width, b.height].join(' ');
            })()
            """
                .formatted(selector));
    return Arrays.stream(values.split(" ")).mapToDouble(Double::parseDouble).toArray();
  }

  /** Types a text where the focus is. */
  void type(String text) {
    send("Input.insertText", Map.of("text", text));
  }

  /** Presses a key. */
  void key(String name) {
    for (String type : List.of("keyDown", "keyUp")) {
      send(
          "Input.dispatchKeyEvent",
          Map.of(
              "type",
              type,
              "key",
              name,
              "code",
              name.equals(" ") ? "Space" : name,
              "text",
              type.equals("keyDown") && name.equals("Enter") ? "\r" : "",
              "windowsVirtualKeyCode",
              KEYS.get(name)));
    }
  }

  /** Sets the size of the window and whether the system is dark. */
  void resize(int width, int height, boolean dark) {
    send(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    send(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
  }

  /** Returns a part of the page as PNG: all of its width. */
  byte[] shot(int top, int width, int height) {
    JsonObject result =
        send(
            "Page.captureScreenshot",
            Map.of(
                "captureBeyondViewport",
                true,
                "clip",
                Map.of("x", 0, "y", top, "width", width, "height", height, "scale", 1)));
    return Base64.getDecoder().decode(result.get("data").getAsString());
  }

  /** Returns the addresses of all that was loaded. */
  List<String> requests() {
    return List.copyOf(requests);
  }

  /** Returns what went wrong: exceptions, messages, what the policy refused. */
  List<String> faults() {
    return List.copyOf(faults);
  }

  @Override
  public void close() {
    socket.abort();
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
