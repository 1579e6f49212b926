package io.trainvae.session;

import io.trainvae.error.JobException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.status.api.v1.ExecutorSummary;
import scala.collection.JavaConverters;

/** The executors that an application has, as they come and go. */
public final class Executors {
  /** Key of the time to wait for resources. Spark itself uses it at the start of an application. */
  public static final String PATIENCE = "spark.scheduler.maxRegisteredResourcesWaitingTime";

  private static final String DRIVER = "driver";

  /** Executors of an application come one after the other, within about a second. */
  private static final long SETTLED_MILLIS = 3000;

  /**
   * An executor that is given tasks.
   *
   * @param cores of this executor
   * @param slots tasks that it runs at once
   * @param since when it came, in milliseconds since 1970
   */
  public record Executor(String id, String host, int cores, int slots, long since) {}

  private Executors() {}

  /** The registered executors in the order of their registration. */
  public static List<Executor> present(SparkContext context) {
    List<Executor> present = new ArrayList<>();
    for (ExecutorSummary executor :
        JavaConverters.seqAsJavaList(context.statusStore().executorList(true))) {
      boolean works = context.isLocal() || !executor.id().equals(DRIVER);
      if (works && !executor.isExcluded() && executor.maxTasks() > 0) {
        String address = executor.hostPort();
        present.add(
            new Executor(
                executor.id(),
                address.substring(0, Math.max(0, address.lastIndexOf(':'))),
                executor.totalCores(),
                executor.maxTasks(),
                executor.addTime().getTime()));
      }
    }
    present.sort(
        Comparator.comparingInt((Executor each) -> each.id().length()).thenComparing(Executor::id));
    return present;
  }

  /**
   * The number of tasks that can run at the same time. Waits for the number that is wanted, or for
   * the number that the application requested; if that is unknown, until no more executors arrive.
   *
   * @param wanted 0 for as many as there are
   * @throws JobException failed, when no executor comes for a while
   */
  public static int awaitSlots(SparkContext context, int wanted) {
    long patience = patienceMillis(context);
    long end = System.currentTimeMillis() + patience;
    int enough = wanted > 0 ? wanted : Integer.MAX_VALUE;
    enough = Math.min(enough, asked(context.getConf()).orElse(Integer.MAX_VALUE));
    while (true) {
      List<Executor> present = present(context);
      int slots = Math.min(slots(present), concurrentTasks(context));
      boolean all = slots >= enough || context.isLocal() || isSettled(present);
      if (slots > 0 && (all || System.currentTimeMillis() > end)) {
        return slots;
      }
      if (System.currentTimeMillis() > end) {
        throw JobException.failed(
            "Cannot train: no executor came within %d s, expected one at least; is the cluster full, or is more asked for than a machine has? %s to wait longer"
                .formatted(patience / 1000, PATIENCE));
      }
      pause();
    }
  }

  /** The time to wait for executors and slots. */
  public static long patienceMillis(SparkContext context) {
    return context.getConf().getTimeAsMs(PATIENCE, "25s");
  }

  /** The slots of these executors. */
  public static int slots(List<Executor> executors) {
    return executors.stream().mapToInt(Executor::slots).sum();
  }

  /** The slots that remain after GPUs and other resources are taken into account. */
  public static int concurrentTasks(SparkContext context) {
    return context.maxNumConcurrentTasks(context.resourceProfileManager().defaultResourceProfile());
  }

  private static OptionalInt asked(SparkConf conf) {
    int cpus = conf.getInt("spark.task.cpus", 1);
    int cores = conf.getInt("spark.cores.max", 0);
    int instances = conf.getInt("spark.executor.instances", 0);
    int each = conf.getInt("spark.executor.cores", 1);
    int slots = Math.max(cores / cpus, instances * (each / cpus));
    return slots > 0 ? OptionalInt.of(slots) : OptionalInt.empty();
  }

  private static boolean isSettled(List<Executor> present) {
    long last = present.stream().mapToLong(Executor::since).max().orElse(Long.MAX_VALUE);
    return System.currentTimeMillis() - SETTLED_MILLIS > last;
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(100);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw JobException.interrupted("Interrupted while waiting for executors");
    }
  }
}
