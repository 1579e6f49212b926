package io.trainvae.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Answers like a tracking server, according to MLflow's REST documentation, and records all
 * requests. It checks nothing.
 */
public final class TrackingServer implements AutoCloseable {
  /**
   * A request.
   *
   * @param path after {@code /api/2.0/mlflow/}, with the query
   */
  public record Request(String path, String authorization, JsonNode body) {}

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String EXPERIMENT =
      """
      {"experiment": {"experiment_id": "7", "name": "train-vae", "artifact_location": "mlflow-artifacts:/7",
       "lifecycle_stage": "active", "last_update_time": 1700000000000, "creation_time": 1700000000000}}""";
  private static final String NO_EXPERIMENT =
      """
      {"error_code": "RESOURCE_DOES_NOT_EXIST", "message": "Could not find experiment with name 'train-vae'"}""";
  private static final String RUN_INFO =
      """
      {"run_uuid": "0a1b", "run_id": "0a1b", "run_name": "r", "experiment_id": "7", "user_id": "",
       "status": "RUNNING", "start_time": 1700000000000, "artifact_uri": "mlflow-artifacts:/7/0a1b/artifacts",
       "lifecycle_stage": "active"}""";

  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;
  private volatile boolean hasExperiment;
  private volatile int failure;
  private volatile boolean silent;

  public TrackingServer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  public String uri() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  public List<Request> requests() {
    return List.copyOf(requests);
  }

  /** The bodies that were sent to a path. */
  public List<JsonNode> sent(String path) {
    return requests.stream().filter(r -> r.path.equals(path)).map(Request::body).toList();
  }

  /** After this call the experiment exists. */
  public void createExperiment() {
    hasExperiment = true;
  }

  /** Answers every request with this status from now on. */
  public void fail(int status) {
    failure = status;
  }

  /** Accepts requests, and never answers. */
  public void fallSilent() {
    silent = true;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().toString().replaceFirst("^/api/2\\.0/mlflow/", "");
    byte[] body = exchange.getRequestBody().readAllBytes();
    requests.add(
        new Request(
            path,
            exchange.getRequestHeaders().getFirst("Authorization"),
            JSON.readTree(body.length == 0 ? "{}".getBytes(UTF_8) : body)));
    if (silent) {
      rest();
    } else if (failure != 0) {
      send(
          exchange, failure, "{\"error_code\": \"INTERNAL_ERROR\", \"message\": \"out of order\"}");
    } else if (path.startsWith("experiments/get-by-name")) {
      send(exchange, hasExperiment ? 200 : 404, hasExperiment ? EXPERIMENT : NO_EXPERIMENT);
    } else {
      send(exchange, 200, answer(path));
    }
  }

  private static String answer(String path) {
    return switch (path) {
      case "experiments/create" -> "{\"experiment_id\": \"7\"}";
      case "runs/create" -> "{\"run\": {\"info\": " + RUN_INFO + ", \"data\": {}, \"inputs\": {}}}";
      case "runs/update" -> "{\"run_info\": " + RUN_INFO + "}";
      default -> "{}";
    };
  }

  private static void rest() {
    try {
      TimeUnit.MINUTES.sleep(10);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void send(HttpExchange exchange, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
