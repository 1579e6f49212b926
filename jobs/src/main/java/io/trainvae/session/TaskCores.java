package io.trainvae.session;

import io.trainvae.error.JobException;
import io.trainvae.session.Executors.Executor;
import java.util.Optional;
import org.apache.spark.SparkContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.resource.ResourceProfileBuilder;
import org.apache.spark.resource.TaskResourceRequests;

/**
 * The cores that Spark gives to a task of a training. Where a worker has more threads than {@code
 * spark.task.cpus}, a task resource profile asks for them, so that all other tasks keep theirs.
 * Spark has no such profiles in local mode.
 */
public final class TaskCores {
  private final SparkContext context;
  private final int cores;
  private final Optional<ResourceProfile> own;

  private TaskCores(SparkContext context, int cores, Optional<ResourceProfile> own) {
    this.context = context;
    this.cores = cores;
    this.own = own;
  }

  /**
   * Call it once for a training, after executors have registered.
   *
   * @param threads of a worker
   * @throws JobException usage, if no executor has that many cores
   */
  public static TaskCores of(SparkContext context, int threads) {
    int usual = context.getConf().getInt("spark.task.cpus", 1);
    if (threads <= usual || context.isLocal()) {
      return new TaskCores(context, usual, Optional.empty());
    }
    ResourceProfile profile =
        new ResourceProfileBuilder().require(new TaskResourceRequests().cpus(threads)).build();
    context.resourceProfileManager().addResourceProfile(profile);
    if (context.maxNumConcurrentTasks(profile) == 0) {
      throw JobException.usage(
          "Cannot train with %d threads a worker: no executor has that many cores; expected a smaller --threads, or a larger spark.executor.cores"
              .formatted(threads));
    }
    return new TaskCores(context, threads, Optional.of(profile));
  }

  /** Tasks with these cores that an executor runs at once. */
  public int slots(Executor executor) {
    return own.isPresent() ? executor.cores() / cores : executor.slots();
  }

  /** Tasks with these cores that can run at once, as far as GPUs and the like allow it. */
  public int concurrentTasks() {
    return own.map(context::maxNumConcurrentTasks)
        .orElseGet(() -> Executors.concurrentTasks(context));
  }

  /** Lets the tasks of an RDD have these cores. */
  public <T> RDD<T> give(RDD<T> tasks) {
    return own.isPresent() ? tasks.withResources(own.get()) : tasks;
  }
}
