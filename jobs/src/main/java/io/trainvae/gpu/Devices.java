package io.trainvae.gpu;

import io.trainvae.device.Backend;
import io.trainvae.session.JobDescription;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.nd4j.linalg.api.environment.Nd4jEnvironment;
import org.nd4j.linalg.factory.Nd4j;

/** The devices of the executors, as they report them. */
public final class Devices {
  private Devices() {}

  /**
   * Asks the executors, in as many tasks as run at once.
   *
   * @param workers that will train, 0 for as many as there is room for
   * @return each once, sorted, as {@code nd4j-native (CPU) on host} or {@code nd4j-cuda (GPU) on
   *     host, GPU 0: Tesla T4}
   * @throws io.trainvae.error.JobException failed, when Spark was asked for GPUs and none comes
   */
  public static List<String> inUse(SparkContext context, int workers) {
    if (context.isLocal()) {
      return List.of(ofTask());
    }
    int tasks = Gpus.forWorkers(context, workers).orElse(Math.max(1, context.defaultParallelism()));
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(context);
    try (JobDescription described =
        JobDescription.of(context, "ask what the executors compute with")) {
      return spark
          .parallelize(IntStream.range(0, tasks).boxed().toList(), tasks)
          .map(task -> ofTask())
          .collect()
          .stream()
          .distinct()
          .sorted()
          .toList();
    }
  }

  private static String ofTask() {
    TaskGpu.bind();
    return describe(Backend.best(), host(), TaskGpu.ofTask());
  }

  static String describe(Backend backend, String host, Optional<String> address) {
    String where = backend + " on " + host;
    if (backend.onProcessor()) {
      return where + address.map(" and not on GPU %s, which it has"::formatted).orElse("");
    }
    int device = Nd4j.getAffinityManager().getDeviceForCurrentThread();
    return "%s, GPU %d: %s".formatted(where, device, model(device));
  }

  /** CUDA's name of the card. */
  private static String model(int device) {
    Object known =
        Nd4j.getExecutioner()
            .getEnvironmentInformation()
            .get(Nd4jEnvironment.CUDA_DEVICE_INFORMATION_KEY);
    return known instanceof List<?> cards
            && device < cards.size()
            && cards.get(device) instanceof Map<?, ?> card
        ? String.valueOf(card.get(Nd4jEnvironment.CUDA_DEVICE_NAME_KEY))
        : "unknown model";
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown host";
    }
  }
}
