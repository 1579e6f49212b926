package io.trainvae.gpu;

import io.trainvae.device.Backend;
import io.trainvae.error.JobException;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;

/** The GPUs that an application has. */
public final class Gpus {
  private static final String PATIENCE = "spark.scheduler.maxRegisteredResourcesWaitingTime";

  private final IntSupplier slots;
  private final boolean mayGrow;
  private final Duration patience;

  Gpus(IntSupplier slots, boolean mayGrow, Duration patience) {
    this.slots = slots;
    this.mayGrow = mayGrow;
    this.patience = patience;
  }

  /**
   * Checks the settings before a session is started with them.
   *
   * @throws JobException usage
   */
  public static void checkSettings(SparkConf conf) {
    GpuSettings.of(conf).check(Backend.onClassPath());
  }

  /**
   * How many workers can train at the same time, each on its own GPU; empty if Spark was not asked
   * for GPUs.
   *
   * @param workers that are wanted, 0 for as many as there are GPUs
   * @throws JobException failed, when no executor with a GPU comes; usage, when there are fewer
   *     GPUs than workers
   */
  public static OptionalInt forWorkers(SparkContext context, int workers) {
    if (!GpuSettings.of(context.getConf()).wanted()) {
      return OptionalInt.empty();
    }
    IntSupplier slots =
        () ->
            context.maxNumConcurrentTasks(
                context.resourceProfileManager().defaultResourceProfile());
    Gpus gpus =
        new Gpus(
            slots,
            context.getConf().getBoolean("spark.dynamicAllocation.enabled", false),
            Duration.ofMillis(context.getConf().getTimeAsMs(PATIENCE, "30s")));
    return OptionalInt.of(gpus.enoughFor(workers));
  }

  /** Executors come one by one: waits for as many as are wanted, but not forever. */
  int enoughFor(int workers) {
    long end = System.nanoTime() + patience.toNanos();
    int met = slots.getAsInt();
    while (met < Math.max(1, workers) && System.nanoTime() < end) {
      pause();
      met = slots.getAsInt();
    }
    if (met == 0) {
      throw JobException.failed(
          "Cannot train on GPUs: no executor with a GPU within %d s, expected machines that declare some; see deploy/gpu/README.md, and %s to wait longer"
              .formatted(patience.toSeconds(), PATIENCE));
    }
    if (met < workers && !mayGrow) {
      throw JobException.usage(
          "Cannot train %d workers on %d %s: expected a GPU for each; use --workers %d, or give the application more GPUs"
              .formatted(workers, met, met == 1 ? "GPU" : "GPUs", met));
    }
    return met;
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(100);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw JobException.failed("Interrupted while waiting for GPUs", e);
    }
  }
}
