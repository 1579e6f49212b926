package io.trainvae.averaging;

import io.trainvae.error.JobException;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.resource.ResourceProfileBuilder;
import org.apache.spark.resource.TaskResourceRequests;

/**
 * The cores that Spark gives to a task of a training, where a worker has more threads than {@code
 * spark.task.cpus}: a task resource profile, so that all other tasks keep theirs. Spark has none in
 * local mode; under dynamic allocation it would start other executors for it, without the shards.
 */
public final class TaskCores {
  private TaskCores() {}

  /**
   * To be called when the shards are cached, before the first stage that trains on them.
   *
   * @param threads of a worker
   * @throws JobException usage, when no executor has so many cores
   */
  public static void reserve(SparkContext context, JavaRDD<?> shards, int threads) {
    if (threads <= context.getConf().getInt("spark.task.cpus", 1)
        || context.isLocal()
        || context.getConf().getBoolean("spark.dynamicAllocation.enabled", false)) {
      return;
    }
    ResourceProfile profile =
        new ResourceProfileBuilder().require(new TaskResourceRequests().cpus(threads)).build();
    shards.withResources(profile);
    if (context.maxNumConcurrentTasks(profile) == 0) {
      throw JobException.usage(
          "Cannot train with %d threads a worker: no executor has so many cores; expected a smaller --threads, or a larger spark.executor.cores"
              .formatted(threads));
    }
  }
}
