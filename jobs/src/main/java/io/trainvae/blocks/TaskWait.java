package io.trainvae.blocks;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.TaskContext;

/** Waiting within a task, which ends at once when Spark kills the task. */
public final class TaskWait {
  private static final long LOOK_MILLIS = 200;

  private TaskWait() {}

  /** Something that may be waited for. */
  @FunctionalInterface
  public interface Waiting<T> {
    T get(long time, TimeUnit unit)
        throws InterruptedException, ExecutionException, TimeoutException;
  }

  /**
   * Waits for what another process is to do.
   *
   * @throws PeerLostException when it fails
   */
  public static <T> T on(CompletableFuture<T> result) {
    return on(result::get);
  }

  /**
   * Waits for what another process is to do.
   *
   * @throws PeerLostException when it fails
   */
  public static <T> T on(Waiting<T> result) {
    while (true) {
      try {
        return result.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException stillWaiting) {
        TaskContext.get().killTaskIfInterrupted();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new PeerLostException("Interrupted", e);
      } catch (ExecutionException e) {
        TaskContext.get().killTaskIfInterrupted();
        throw new PeerLostException(String.valueOf(e.getCause().getMessage()), e.getCause());
      }
    }
  }
}
