package io.trainvae.benchmark.growth;

import io.trainvae.benchmark.measure.Statistics.Line;
import io.trainvae.benchmark.model.Model;
import java.util.List;

/**
 * Predicts the share of training steps in the time of larger clusters, from measurements on this
 * machine. A round is {@code frequency} steps followed by the averaging; the efficiency is the
 * share of the steps. The model assumes that nothing overlaps, so the real efficiency should be
 * higher.
 */
final class Prediction {
  /** Bytes per second of a link of 10 Gbit/s. */
  private static final double LINK = 1.25e9;

  /** Seconds of a request and its response. */
  private static final double LATENCY = 1e-3;

  /** All tasks report to the driver that they have trained, and later that they have averaged. */
  private static final int MEETINGS = 2;

  /** The others' parts of the own slice, then the averaged slices, from all others at once. */
  private static final int FETCHES = 2;

  /** Spark opens a stream of blocks, then fetches its blocks. */
  private static final int EXCHANGES_PER_FETCH = 2;

  /** Parameters and two moments in single precision. */
  private static final int BYTES_PER_PARAMETER = 12;

  /** A line through two points would always fit. */
  private static final int LEAST_POINTS = 3;

  private final long parameters;
  private final double stepSeconds;
  private final double executorSeconds;
  private final Line driver;

  /**
   * A round, in seconds.
   *
   * @param steps of training steps
   * @param executor processor time of each executor for averaging; they spend it in parallel
   * @param driver of the driver
   * @param transfer of an executor's link
   * @param latency of requests that wait for each other
   */
  record Round(double steps, double executor, double driver, double transfer, double latency) {
    double efficiency() {
      return steps / (steps + executor + driver + transfer + latency);
    }
  }

  /** Uses the parts workers and cluster, which must have been measured. */
  Prediction(Growth growth) {
    Model model = Model.of(Trainings.PRESET, List.of());
    List<ClusterCost> cluster = ClusterCost.all(growth.cluster());
    double imageSeconds = GrowthReport.byWorkers(growth).get(0).imageSeconds();
    this.parameters = model.layout().total();
    this.stepSeconds = imageSeconds * model.config().train().batch();
    this.executorSeconds = Math.max(0, cluster.get(cluster.size() - 1).executorSeconds());
    this.driver =
        Line.through(
            cluster.stream().mapToDouble(ClusterCost::executors).toArray(),
            cluster.stream().mapToDouble(ClusterCost::driverSeconds).toArray());
  }

  static boolean isPossible(Growth growth) {
    return !GrowthReport.byWorkers(growth).isEmpty()
        && ClusterCost.all(growth.cluster()).size() >= LEAST_POINTS;
  }

  /** Seconds of one step on one core of this machine. */
  double stepSeconds() {
    return stepSeconds;
  }

  /**
   * A round on a cluster whose executors have one core each, as fast as this machine's, and a link
   * each.
   */
  Round executors(int count, int frequency) {
    double states = FETCHES * (count - 1.0) / count;
    int exchanges = MEETINGS + (count > 1 ? FETCHES * EXCHANGES_PER_FETCH : 0);
    return new Round(
        frequency * stepSeconds,
        executorSeconds,
        Math.max(0, driver.at(count)),
        states * BYTES_PER_PARAMETER * parameters / LINK,
        exchanges * LATENCY);
  }
}
