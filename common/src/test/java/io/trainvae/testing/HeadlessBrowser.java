package io.trainvae.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A real Chromium or Chrome without a window, spoken to by its DevTools protocol; with one tab. It
 * looks at files that the tests wrote, and therefore does without its sandbox, which does not work
 * for root.
 */
public final class HeadlessBrowser implements AutoCloseable {
  private static final Pattern ADDRESS = Pattern.compile("DevTools listening on (ws://\\S+)");
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Process process;
  private final WebSocket socket;
  private final BlockingQueue<JsonNode> incoming = new LinkedBlockingQueue<>();
  private final List<JsonNode> events = new ArrayList<>();
  private final String tab;
  private int lastId;

  private HeadlessBrowser(Path program, Path profile) throws IOException {
    process =
        new ProcessBuilder(
                program.toString(),
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--user-data-dir=" + profile,
                "--remote-debugging-port=0",
                "about:blank")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      socket =
          HttpClient.newHttpClient()
              .newWebSocketBuilder()
              .buildAsync(URI.create(address()), new Receiver())
              .join();
      String target =
          command(null, "Target.createTarget", Map.of("url", "about:blank"))
              .path("targetId")
              .asText();
      tab =
          command(null, "Target.attachToTarget", Map.of("targetId", target, "flatten", true))
              .path("sessionId")
              .asText();
      for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
        command(domain + ".enable", Map.of());
      }
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * The program, where one is installed: {@code CHROMIUM}, or one of the usual names on the path.
   */
  public static Optional<Path> program() {
    String named = System.getenv("CHROMIUM");
    if (named != null) {
      return Optional.of(Path.of(named));
    }
    return Stream.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
        .flatMap(
            name ->
                Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                    .map(folder -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * @param profile an empty folder
   */
  public static HeadlessBrowser start(Path program, Path profile) {
    try {
      return new HeadlessBrowser(program, profile);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Looks at pages in light or dark, through a window of this size in CSS pixels. */
  public void window(int width, int height, boolean dark) {
    command(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    command(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
  }

  /** Opens a page, and waits until everything in it is loaded. */
  public void open(URI page) {
    events.clear();
    JsonNode opened = command("Page.navigate", Map.of("url", page.toString()));
    if (opened.hasNonNull("errorText")) {
      throw new IllegalStateException("cannot open " + page + ": " + opened.path("errorText"));
    }
    awaitEvent("Page.loadEventFired");
  }

  /** Waits until the page that is shown is loaded again by itself. */
  public void awaitReload() {
    events.clear();
    awaitEvent("Page.loadEventFired");
  }

  /** The result of an expression in the page's script engine. */
  public JsonNode evaluate(String expression) {
    JsonNode result =
        command(
            "Runtime.evaluate",
            Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
    if (result.has("exceptionDetails")) {
      throw new IllegalStateException(expression + ": " + result.path("exceptionDetails"));
    }
    return result.path("result").path("value");
  }

  /** The messages of the console since the page was opened: errors, warnings, refusals. */
  public List<String> complaints() {
    // Whatever was said before is here once this is answered.
    evaluate("0");
    return events.stream()
        .filter(event -> isComplaint(event.path("method").asText()))
        .map(JsonNode::toString)
        .toList();
  }

  /** Addresses that were asked for since the page was opened, but for those within the page. */
  public List<String> requests() {
    evaluate("0");
    return events.stream()
        .filter(event -> event.path("method").asText().equals("Network.requestWillBeSent"))
        .map(event -> event.path("params").path("request").path("url").asText())
        .filter(url -> !url.startsWith("data:"))
        .toList();
  }

  /** The whole page as a PNG file. */
  public byte[] screenshot() {
    JsonNode shot =
        command("Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", true));
    return Base64.getDecoder().decode(shot.path("data").asText());
  }

  @Override
  public void close() {
    endByItself();
    List<ProcessHandle> children = process.descendants().toList();
    process.destroyForcibly();
    children.forEach(ProcessHandle::destroyForcibly);
    process.onExit().join();
  }

  /** The browser has its own folders, which must be deleted. */
  private void endByItself() {
    if (socket == null) {
      return;
    }
    try {
      String farewell = "{\"id\": %d, \"method\": \"Browser.close\"}".formatted(++lastId);
      socket.sendText(farewell, true).join();
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean isComplaint(String method) {
    return List.of("Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded")
        .contains(method);
  }

  private String address() throws IOException {
    BufferedReader err =
        new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8));
    StringBuilder said = new StringBuilder();
    for (String line = err.readLine(); line != null; line = err.readLine()) {
      Matcher matcher = ADDRESS.matcher(line);
      if (matcher.find()) {
        drain(err);
        return matcher.group(1);
      }
      said.append(line).append('\n');
    }
    throw new IOException("the browser ended: " + said);
  }

  /** A full pipe would stop the browser. */
  private static void drain(BufferedReader reader) {
    Thread thread = new Thread(() -> reader.lines().forEach(line -> {}), "browser's log");
    thread.setDaemon(true);
    thread.start();
  }

  private JsonNode command(String method, Map<String, ?> params) {
    return command(tab, method, params);
  }

  private JsonNode command(String session, String method, Map<String, ?> params) {
    ObjectNode message = JSON.createObjectNode().put("id", ++lastId).put("method", method);
    message.set("params", JSON.valueToTree(params));
    if (session != null) {
      message.put("sessionId", session);
    }
    socket.sendText(message.toString(), true).join();
    for (JsonNode answer = next(method); ; answer = next(method)) {
      if (answer.path("id").asInt() == lastId) {
        if (answer.has("error")) {
          throw new IllegalStateException(method + ": " + answer.path("error"));
        }
        return answer.path("result");
      }
      events.add(answer);
    }
  }

  private void awaitEvent(String method) {
    while (events.stream().noneMatch(event -> event.path("method").asText().equals(method))) {
      events.add(next(method));
    }
  }

  private JsonNode next(String awaited) {
    try {
      JsonNode message = incoming.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      if (message == null) {
        throw new IllegalStateException("no " + awaited + " within " + PATIENCE);
      }
      return message;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Puts messages together that come in parts. */
  private final class Receiver implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      text.append(part);
      if (last) {
        try {
          incoming.add(JSON.readTree(text.toString()));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
        text.setLength(0);
      }
      from.request(1);
      return null;
    }
  }
}
