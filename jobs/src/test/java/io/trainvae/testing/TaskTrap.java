package io.trainvae.testing;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.ExceptionFailure;
import org.apache.spark.ExecutorLostFailure;
import org.apache.spark.TaskEndReason;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.sql.SparkSession;

/**
 * Waits for a task of a Spark job with a certain description, and stops its executor with SIGSTOP,
 * so that the task cannot end before the test acts.
 */
public final class TaskTrap extends SparkListener implements AutoCloseable {
  private final SparkSession spark;
  private final StandaloneCluster cluster;
  private final String description;
  private final Map<Integer, String> stages = new ConcurrentHashMap<>();
  private final CompletableFuture<ProcessHandle> caught = new CompletableFuture<>();
  private final AtomicInteger lost = new AtomicInteger();
  private final AtomicInteger failed = new AtomicInteger();

  private TaskTrap(SparkSession spark, StandaloneCluster cluster, String description) {
    this.spark = spark;
    this.cluster = cluster;
    this.description = description;
  }

  /**
   * @param description how the Spark job's description begins; null to count failures only
   */
  public static TaskTrap of(SparkSession spark, StandaloneCluster cluster, String description) {
    TaskTrap trap = new TaskTrap(spark, cluster, description);
    spark.sparkContext().addSparkListener(trap);
    return trap;
  }

  /** The stopped executor. */
  public ProcessHandle await(Duration timeout) {
    try {
      return caught.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new IllegalStateException("no task of \"" + description + "\" was caught", e);
    }
  }

  /** Tasks that were lost with their executor. */
  public int lostTasks() {
    return lost.get();
  }

  /** Tasks that threw. */
  public int failedTasks() {
    return failed.get();
  }

  /** Sends a signal, such as {@code STOP}. */
  public static void signal(ProcessHandle process, String name) {
    try {
      new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start().waitFor();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException("cannot send SIG" + name + " to " + process, e);
    }
  }

  @Override
  public void onJobStart(SparkListenerJobStart job) {
    String text = String.valueOf(job.properties().getProperty("spark.job.description"));
    scala.collection.JavaConverters.seqAsJavaList(job.stageIds())
        .forEach(stage -> stages.put((Integer) stage, text));
  }

  @Override
  public void onTaskStart(SparkListenerTaskStart task) {
    String text = stages.getOrDefault(task.stageId(), "");
    if (description != null && text.startsWith(description) && !caught.isDone()) {
      ProcessHandle executor = cluster.executor(task.taskInfo().executorId());
      signal(executor, "STOP");
      caught.complete(executor);
    }
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd task) {
    TaskEndReason reason = task.reason();
    if (reason instanceof ExecutorLostFailure) {
      lost.incrementAndGet();
    } else if (reason instanceof ExceptionFailure) {
      failed.incrementAndGet();
    }
  }

  @Override
  public void close() {
    spark.sparkContext().removeSparkListener(this);
  }
}
