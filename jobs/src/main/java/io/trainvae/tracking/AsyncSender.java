package io.trainvae.tracking;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Delivers messages one after the other on its own thread, so that no caller waits for a slow
 * receiver. After the first failure, or a message that takes too long, it reports this once and
 * drops all later messages.
 */
final class AsyncSender {
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread daemon = new Thread(work, "mlflow");
            daemon.setDaemon(true);
            return daemon;
          });
  private final Duration patience;
  private final Consumer<String> complaint;
  private CompletableFuture<Void> last = CompletableFuture.completedFuture(null);
  private boolean broken;

  /**
   * @param patience from the handing over of a message to its delivery
   * @param complaint receives, once, the reason why deliveries stopped
   */
  AsyncSender(Duration patience, Consumer<String> complaint) {
    this.patience = patience;
    this.complaint = complaint;
  }

  /** Delivers soon, or never. */
  synchronized void hand(Runnable delivery) {
    if (broken) {
      return;
    }
    last =
        CompletableFuture.runAsync(() -> deliver(delivery), thread)
            .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
            .exceptionally(
                failure -> {
                  giveUp(failure);
                  return null;
                });
  }

  /** Waits until every message is delivered or dropped. */
  void settle() {
    CompletableFuture<Void> awaited;
    synchronized (this) {
      awaited = last;
    }
    awaited.join();
  }

  private void deliver(Runnable delivery) {
    if (!isBroken()) {
      delivery.run();
    }
  }

  private synchronized boolean isBroken() {
    return broken;
  }

  private void giveUp(Throwable failure) {
    synchronized (this) {
      if (broken) {
        return;
      }
      broken = true;
    }
    complaint.accept(words(failure));
  }

  private String words(Throwable failure) {
    if (failure instanceof TimeoutException) {
      return "no answer within %s s"
          .formatted(
              BigDecimal.valueOf(patience.toMillis(), 3).stripTrailingZeros().toPlainString());
    }
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof TimeoutException) {
      return words(cause);
    }
    while (cause.getCause() != null && cause.getMessage() == null
        || cause.getCause() != null && cause.getMessage().equals(cause.getCause().toString())) {
      cause = cause.getCause();
    }
    String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    return message.lines().findFirst().orElse(cause.toString());
  }
}
