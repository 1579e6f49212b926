package io.trainvae.benchmark.growth;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.trainvae.benchmark.measure.Machine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The results of all parts, as {@code growth.json} has them. A part that was not measured is empty.
 *
 * @param machines the machine before each part
 * @param workers trainings in one process, two for each number of workers
 * @param images trainings on data sets of different sizes
 * @param ingested the ingest of these data sets
 * @param cluster trainings on executors in separate processes, two for each number of them
 * @param evaluated evaluations with importance samples
 */
record Growth(
    Map<String, Machine> machines,
    List<Trained> workers,
    List<Trained> images,
    List<Ingested> ingested,
    List<Trained> cluster,
    List<Evaluated> evaluated) {

  /**
   * @param images of both splits
   * @param seconds from the process's start to its end
   * @param cpuSeconds of processor time
   */
  record Ingested(int images, double seconds, @JsonProperty("cpu_seconds") double cpuSeconds) {}

  /**
   * @param samples of each image
   * @param seconds without those of an evaluation of one image without samples
   */
  record Evaluated(int samples, int images, double seconds) {
    double secondsOf(int other) {
      return seconds * other / images;
    }
  }

  Growth {
    machines = machines == null ? new LinkedHashMap<>() : machines;
    workers = orEmpty(workers);
    images = orEmpty(images);
    ingested = orEmpty(ingested);
    cluster = orEmpty(cluster);
    evaluated = orEmpty(evaluated);
  }

  private static <T> List<T> orEmpty(List<T> list) {
    return list == null ? List.of() : List.copyOf(list);
  }

  static Growth none() {
    return new Growth(null, null, null, null, null, null);
  }

  /** The results of an earlier run; empty if there are none. */
  static Growth read(Path file) {
    if (!Files.exists(file)) {
      return none();
    }
    try {
      return JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build()
          .readValue(file.toFile(), Growth.class);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file, e);
    }
  }

  Growth withWorkers(List<Trained> part) {
    return new Growth(machines, part, images, ingested, cluster, evaluated);
  }

  Growth withImages(List<Trained> part, List<Ingested> ingests) {
    return new Growth(machines, workers, part, ingests, cluster, evaluated);
  }

  Growth withCluster(List<Trained> part) {
    return new Growth(machines, workers, images, ingested, part, evaluated);
  }

  Growth withEvaluated(List<Evaluated> part) {
    return new Growth(machines, workers, images, ingested, cluster, part);
  }

  /** Records the machine before a part. */
  void on(String part, Machine machine) {
    machines.put(part, machine);
  }
}
