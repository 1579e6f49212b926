package io.trainvae.data.download;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An HTTP server on this machine that answers every request in one way. */
final class Mirror implements AutoCloseable {

  /** One way to answer. */
  interface Manner {
    void answer(HttpExchange exchange, byte[] content) throws IOException;
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  /** Path and Range header of each request so far. */
  final List<String> requests = new CopyOnWriteArrayList<>();

  Mirror(byte[] content, Manner manner) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          String range = exchange.getRequestHeaders().getFirst("Range");
          requests.add(exchange.getRequestURI() + (range == null ? "" : " " + range));
          try (exchange) {
            manner.answer(exchange, content);
          }
        });
    server.start();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/files/");
  }

  /** The file, from where it is asked for. */
  static void good(HttpExchange exchange, byte[] content) throws IOException {
    String range = exchange.getRequestHeaders().getFirst("Range");
    int from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
    if (from >= content.length) {
      exchange.sendResponseHeaders(416, -1);
      return;
    }
    if (range != null) {
      String whole = "bytes " + from + "-" + (content.length - 1) + "/" + content.length;
      exchange.getResponseHeaders().set("Content-Range", whole);
    }
    send(exchange, range == null ? 200 : 206, Arrays.copyOfRange(content, from, content.length));
  }

  /** The whole file, whichever part is requested. */
  static void whole(HttpExchange exchange, byte[] content) throws IOException {
    send(exchange, 200, content);
  }

  /** A whole answer of the right form and length with one wrong byte. */
  static void wrong(HttpExchange exchange, byte[] content) throws IOException {
    byte[] other = content.clone();
    other[content.length / 2] ^= 1;
    send(exchange, 200, other);
  }

  static void notFound(HttpExchange exchange, byte[] content) throws IOException {
    send(exchange, 404, "<html>no such file</html>".getBytes(StandardCharsets.UTF_8));
  }

  /** Promises the file and closes the connection in its middle. */
  static void truncated(HttpExchange exchange, byte[] content) throws IOException {
    exchange.sendResponseHeaders(200, content.length);
    exchange.getResponseBody().write(content, 0, content.length / 2);
    exchange.getResponseBody().flush();
  }

  /** Sends half of the file and then nothing until the mirror is closed. */
  static Manner silentAfterHalf(CountDownLatch end) {
    return (exchange, content) -> {
      exchange.sendResponseHeaders(200, content.length);
      exchange.getResponseBody().write(content, 0, content.length / 2);
      exchange.getResponseBody().flush();
      await(end);
    };
  }

  /** Never answers. */
  static Manner mute(CountDownLatch end) {
    return (exchange, content) -> await(end);
  }

  /** Breaks off after each quarter of the file. */
  static void quarters(HttpExchange exchange, byte[] content) throws IOException {
    String range = exchange.getRequestHeaders().getFirst("Range");
    int from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
    exchange.getResponseHeaders().set("Content-Range", "bytes " + from + "-/" + content.length);
    exchange.sendResponseHeaders(range == null ? 200 : 206, content.length - from);
    OutputStream body = exchange.getResponseBody();
    body.write(content, from, Math.min(content.length / 4, content.length - from));
    body.flush();
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  private static void await(CountDownLatch end) {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
