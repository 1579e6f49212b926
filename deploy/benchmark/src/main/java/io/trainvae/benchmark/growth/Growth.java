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
 * All that was measured, as {@code growth.json} has it. A part that was not measured is empty.
 *
 * @param machines what the machine was like before each part
 * @param workers trainings in one process, two for each number of workers
 * @param images trainings on data sets of different sizes
 * @param ingested the ingest of these data sets
 * @param parameters trainings of models of different sizes, two for each
 * @param cluster trainings on executors that are processes of their own, two for each number of
 *     them
 * @param evaluated evaluations with importance samples
 * @param coded encoding and decoding on one thread
 */
record Growth(
    Map<String, Machine> machines,
    List<Trained> workers,
    List<Trained> images,
    List<Ingested> ingested,
    List<Trained> parameters,
    List<Trained> cluster,
    List<Evaluated> evaluated,
    List<Coded> coded) {

  /**
   * @param images of both splits
   * @param seconds from the process's start to its end
   * @param cpuSeconds of processor time
   */
  record Ingested(int images, double seconds, @JsonProperty("cpu_seconds") double cpuSeconds) {}

  /**
   * @param samples of each image
   * @param seconds beyond those of an evaluation of one image without samples
   */
  record Evaluated(int samples, int images, double seconds) {
    double secondsOf(int other) {
      return seconds * other / images;
    }
  }

  /** Images a second on one thread. */
  record Coded(String preset, double encoded, double decoded) {}

  Growth {
    machines = machines == null ? new LinkedHashMap<>() : machines;
    workers = orEmpty(workers);
    images = orEmpty(images);
    ingested = orEmpty(ingested);
    parameters = orEmpty(parameters);
    cluster = orEmpty(cluster);
    evaluated = orEmpty(evaluated);
    coded = orEmpty(coded);
  }

  private static <T> List<T> orEmpty(List<T> list) {
    return list == null ? List.of() : List.copyOf(list);
  }

  static Growth none() {
    return new Growth(null, null, null, null, null, null, null, null);
  }

  /** What an earlier run left, or nothing. */
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
    return new Growth(machines, part, images, ingested, parameters, cluster, evaluated, coded);
  }

  Growth withImages(List<Trained> part, List<Ingested> ingests) {
    return new Growth(machines, workers, part, ingests, parameters, cluster, evaluated, coded);
  }

  Growth withParameters(List<Trained> part) {
    return new Growth(machines, workers, images, ingested, part, cluster, evaluated, coded);
  }

  Growth withCluster(List<Trained> part) {
    return new Growth(machines, workers, images, ingested, parameters, part, evaluated, coded);
  }

  Growth withEvaluated(List<Evaluated> part) {
    return new Growth(machines, workers, images, ingested, parameters, cluster, part, coded);
  }

  Growth withCoded(List<Coded> part) {
    return new Growth(machines, workers, images, ingested, parameters, cluster, evaluated, part);
  }

  /** Notes what the machine was like before a part. */
  void on(String part, Machine machine) {
    machines.put(part, machine);
  }
}
