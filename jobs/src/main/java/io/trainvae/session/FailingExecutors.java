package io.trainvae.session;

import io.trainvae.blocks.PeerLostException;
import io.trainvae.error.JobException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.spark.ExceptionFailure;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what follows the failure of a stage. Spark does not repeat a barrier stage that has a
 * result, and its exclusion of executors only counts failures in stages that succeed in the end; so
 * both are done here. An executor on which tasks fail twice is given back.
 */
public final class FailingExecutors extends SparkListener implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FailingExecutors.class);

  /**
   * The value of {@code spark.excludeOnFailure.task.maxTaskAttemptsPerExecutor} in our settings.
   */
  private static final int MOST_ON_EXECUTOR = 2;

  /** Attempts of a stage in a row that may fail. */
  private static final int MOST_ATTEMPTS = 6;

  /** Until Spark knows all that happened, an executor that is lost above all. */
  private static final long SETTLE_MILLIS = 500;

  private final SparkContext context;
  private final Map<String, Integer> failures = new ConcurrentHashMap<>();

  private FailingExecutors(SparkContext context) {
    this.context = context;
  }

  public static FailingExecutors watch(SparkContext context) {
    FailingExecutors failing = new FailingExecutors(context);
    context.addSparkListener(failing);
    return failing;
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd task) {
    if (task.reason() instanceof ExceptionFailure failure
        && !failure.className().equals(PeerLostException.class.getName())) {
      failures.merge(task.taskInfo().executorId(), 1, Integer::sum);
    }
  }

  /**
   * Returns when the stage is to be tried again.
   *
   * @param attempts in a row that have failed
   * @throws JobException failed, when that is hopeless
   */
  public void afterFailure(Throwable failure, int attempts) {
    String message = String.valueOf(failure.getMessage());
    boolean ours = message.contains(JobException.class.getName() + " (exit code");
    if (ours || context.isLocal() || attempts >= MOST_ATTEMPTS) {
      throw new IllegalStateException(failure);
    }
    LOG.warn("A stage of the training is repeated: {}", message.lines().findFirst().orElse(""));
    pause();
    failures.forEach(this::giveBack);
  }

  private void giveBack(String executor, int count) {
    boolean others = context.getExecutorMemoryStatus().size() > 2;
    if (count >= MOST_ON_EXECUTOR && others) {
      LOG.warn("Executor {} is given back: {} tasks failed on it", executor, count);
      failures.remove(executor);
      context.killExecutor(executor);
      pause();
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(SETTLE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw JobException.interrupted("Interrupted while a stage was repeated");
    }
  }

  @Override
  public void close() {
    context.removeSparkListener(this);
  }
}
