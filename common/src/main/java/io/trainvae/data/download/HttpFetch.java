package io.trainvae.data.download;

import io.trainvae.data.Progress;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.FileChannel;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Requests a file, or the rest of it, from one server once, and appends the answer to a part file.
 */
final class HttpFetch {
  private static final int RANGE_NOT_SATISFIABLE = 416;
  private static final long LOOK_MILLIS = 100;

  private final HttpClient client;
  private final Duration silence;

  /**
   * @param connect longest wait for a connection
   * @param silence longest wait for the next byte
   */
  HttpFetch(Duration connect, Duration silence) {
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(connect)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
    this.silence = silence;
  }

  /**
   * Downloads the missing rest of the part file. If a server sends the whole file again, it
   * replaces the part.
   *
   * @throws IOException if the answer is not the file, breaks off or stalls; the part file keeps
   *     the received data, and is deleted if the server cannot continue it
   */
  void fetch(URI uri, Path part, String task, Progress progress) throws IOException {
    long have = Files.exists(part) ? Files.size(part) : 0;
    try (FileChannel file =
        FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      HttpRequest.Builder request = HttpRequest.newBuilder(uri).GET();
      if (have > 0) {
        request.header("Range", "bytes=" + have + "-");
      }
      ResponseBody reception = new ResponseBody(file, have);
      int status =
          await(client.sendAsync(request.build(), reception::body), reception, task, progress);
      if (!reception.accepted()) {
        if (status == RANGE_NOT_SATISFIABLE || status == ResponseBody.PARTIAL_CONTENT) {
          file.truncate(0);
        }
        throw new IOException("HTTP status " + status);
      }
    }
  }

  private int await(
      CompletableFuture<HttpResponse<Void>> answer,
      ResponseBody reception,
      String task,
      Progress progress)
      throws IOException {
    Telling telling = new Telling(reception, task, progress);
    try {
      while (true) {
        telling.tell();
        try {
          return answer.get(LOOK_MILLIS, TimeUnit.MILLISECONDS).statusCode();
        } catch (TimeoutException e) {
          giveUpIfSilent(answer, reception);
        }
      }
    } catch (ExecutionException e) {
      throw new IOException(reason(e.getCause()), e.getCause());
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    } finally {
      telling.tell();
      telling.end();
    }
  }

  /** Tells the progress of an answer once it turns out to be the file. */
  private static final class Telling {
    private final ResponseBody reception;
    private final String task;
    private final Progress progress;
    private boolean begun;

    Telling(ResponseBody reception, String task, Progress progress) {
      this.reception = reception;
      this.task = task;
      this.progress = progress;
    }

    void tell() {
      if (reception.accepted()) {
        if (!begun) {
          progress.begin(task, reception.total(), "bytes");
          begun = true;
        }
        progress.reached(reception.written());
      }
    }

    void end() {
      if (begun) {
        progress.end();
      }
    }
  }

  private void giveUpIfSilent(CompletableFuture<?> answer, ResponseBody reception)
      throws IOException {
    if (reception.silentNanos() > silence.toNanos()) {
      answer.cancel(true);
      throw new IOException("no byte came for " + silence.toMillis() / 1000.0 + " s");
    }
  }

  private static String reason(Throwable cause) {
    for (Throwable t = cause; t != null; t = t.getCause()) {
      if (t instanceof UnresolvedAddressException) {
        return "unknown host";
      }
    }
    if (cause instanceof ConnectException && cause.getMessage() == null) {
      return "no connection";
    }
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }
}
