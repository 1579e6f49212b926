package io.trainvae.gpu;

import io.trainvae.device.Backend;
import io.trainvae.error.JobException;
import java.util.List;
import java.util.Optional;
import org.apache.spark.SparkConf;

/**
 * The user's GPU settings of Spark.
 *
 * @param perExecutor {@code spark.executor.resource.gpu.amount}, if it is set
 * @param perTask {@code spark.task.resource.gpu.amount}, if it is set
 * @param local whether the executors are threads of the driver, to which Spark gives no resources
 */
record GpuSettings(Optional<String> perExecutor, Optional<String> perTask, boolean local) {
  static final String EXECUTOR = "spark.executor.resource.gpu.amount";
  static final String TASK = "spark.task.resource.gpu.amount";
  private static final String EXPECTED =
      "expected --conf %s=1 --conf %s=1, one GPU to an executor and one worker to a GPU"
          .formatted(EXECUTOR, TASK);

  static GpuSettings of(SparkConf conf) {
    return new GpuSettings(
        Optional.ofNullable(conf.get(EXECUTOR, null)),
        Optional.ofNullable(conf.get(TASK, null)),
        conf.get("spark.master", "local").startsWith("local"));
  }

  boolean wanted() {
    return perExecutor.isPresent() || perTask.isPresent();
  }

  /**
   * Finds what cannot work before Spark waits for it forever.
   *
   * @param present backends on the class path
   * @throws JobException usage
   */
  void check(List<Backend> present) {
    boolean cuda = present.stream().anyMatch(backend -> !backend.onProcessor());
    if (wanted()) {
      checkOne(EXECUTOR, perExecutor);
      checkOne(TASK, perTask);
    } else if (cuda && !local) {
      throw JobException.usage(
          "Cannot use GPUs: this jar computes on them, and Spark was not asked for any; "
              + EXPECTED);
    }
    if (wanted() && local) {
      throw JobException.usage(
          "Cannot use GPUs of Spark with a local master: it hands none out; leave %s and %s away"
              .formatted(EXECUTOR, TASK));
    }
  }

  private static void checkOne(String key, Optional<String> amount) {
    if (!amount.equals(Optional.of("1"))) {
      throw JobException.usage(
          "Cannot use GPUs with %s: %s"
              .formatted(amount.map(n -> key + "=" + n).orElse("no " + key), EXPECTED));
    }
  }
}
