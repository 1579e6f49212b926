package io.trainvae.benchmark.growth;

import io.trainvae.benchmark.measure.Statistics.Line;
import io.trainvae.benchmark.model.Model;
import java.util.List;

/**
 * How much of their time machines that are not at hand would spend on training steps, from what was
 * measured here. A round is {@code frequency} steps, then what it costs to average; the efficiency
 * is the share of the steps in it. Nothing is taken as done while something else is: it should come
 * out better.
 */
final class Prediction {
  /** Of 10 Gbit/s, bytes a second. */
  private static final double LINK = 1.25e9;

  /** Seconds for a question and its answer. */
  private static final double LATENCY = 1e-3;

  /** All tell the driver that they have trained, and later that they have averaged. */
  private static final int MEETINGS = 2;

  /** Others' parts of the own slice, then the averaged slices; of all others at once. */
  private static final int FETCHES = 2;

  /** Spark opens a stream of blocks, then asks for what is in it. */
  private static final int EXCHANGES_PER_FETCH = 2;

  /** Of a state: parameters and two moments in single precision. */
  private static final int BYTES_PER_PARAMETER = 12;

  /** Two give a line that fits whatever was measured. */
  private static final int LEAST_POINTS = 3;

  private final long parameters;
  private final double stepSeconds;
  private final double executorSeconds;
  private final Line driver;

  /**
   * A round, in seconds.
   *
   * @param steps of training steps
   * @param executor that each executor spends on averaging, all side by side
   * @param driver of the driver
   * @param transfer of an executor's link
   * @param latency of questions and answers, one after the other
   */
  record Round(double steps, double executor, double driver, double transfer, double latency) {
    double efficiency() {
      return steps / (steps + executor + driver + transfer + latency);
    }
  }

  /** From parts workers and cluster, both of which must have been measured. */
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

  /** Of one step on one core of this machine. */
  double stepSeconds() {
    return stepSeconds;
  }

  /**
   * On a cluster of executors of one core each, every one as fast as this machine's and with a link
   * of its own.
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
