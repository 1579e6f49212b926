package io.trainvae.benchmark.growth;

import io.trainvae.benchmark.measure.Statistics.Line;
import io.trainvae.benchmark.model.Model;
import java.util.List;
import org.apache.commons.math3.stat.regression.OLSMultipleLinearRegression;

/**
 * How much of their time machines that are not at hand would spend on training steps, from what was
 * measured here. A round is {@code frequency} steps, then what it costs to average; the efficiency
 * is the share of the steps in it. What is done by the driver is taken as done while all others
 * wait, and every transfer as done after the one before: it should come out better.
 */
final class Prediction {
  /** Of 10 Gbit/s, bytes a second. */
  private static final double LINK = 1.25e9;

  /** Up to so many workers the driver gets all states itself. */
  private static final int FEW = 8;

  /** To a GPU and back, bytes a second, as PCIe 3.0 with 16 lanes does in practice. */
  private static final double BUS = 12e9;

  /** Of a state: parameters and two moments in single precision. */
  private static final int BYTES_PER_PARAMETER = 12;

  private final Growth growth;
  private final long parameters;
  private final double stepSeconds;

  /**
   * A round.
   *
   * @param steps seconds of training steps
   * @param workers seconds that each worker spends on its state
   * @param driver seconds of the driver
   * @param transfer seconds of the link, or the bus
   */
  record Round(double steps, double workers, double driver, double transfer) {
    double efficiency() {
      return steps / (steps + workers + driver + transfer);
    }

    /** What takes most of the time that is not steps. */
    String limit() {
      if (driver >= workers && driver >= transfer) {
        return "the driver";
      }
      return workers >= transfer ? "the workers' copies" : "the transfer";
    }
  }

  /** From parts workers and cluster, both of which must have been measured. */
  Prediction(Growth growth) {
    this.growth = growth;
    Model model = Model.of(Trainings.PRESET, List.of());
    this.parameters = model.layout().total();
    this.stepSeconds = costs().get(0).imageSeconds() * model.config().train().batch();
  }

  static boolean isPossible(Growth growth) {
    return growth.workers().size() > 2 && growth.cluster().size() > 3;
  }

  private List<Cost> costs() {
    return Cost.all(growth.workers(), trained -> (long) trained.workers());
  }

  /** Of one step on one core of this machine. */
  double stepSeconds() {
    return stepSeconds;
  }

  /** On a cluster of executors of one core each, every one as fast as this machine's. */
  Round executors(int count, int frequency) {
    return new Round(
        frequency * stepSeconds,
        Math.max(0, executorSeconds()),
        driverSeconds(count),
        transfers(count) * (double) BYTES_PER_PARAMETER * parameters / LINK);
  }

  /**
   * Workers whose states are averaged before one goes to the driver, as the trainer groups them.
   */
  static int groupSize(int workers) {
    int size = 1;
    while (workers > FEW && size * size < workers) {
      size *= 2;
    }
    return size;
  }

  /** States that reach the driver in a round. */
  static int statesAtDriver(int workers) {
    int size = groupSize(workers);
    return (workers + size - 1) / size;
  }

  /** States that go over a link one after the other: down in two hops, up, and up once more. */
  static int transfers(int workers) {
    return 2 + groupSize(workers) - 1 + statesAtDriver(workers);
  }

  /**
   * The driver's processor time in a round: a sum of parts in proportion to the states that reach
   * it and to the executors that it has, fitted to what was measured.
   */
  double driverSeconds(int workers) {
    List<Trained> cluster = growth.cluster();
    OLSMultipleLinearRegression fit = new OLSMultipleLinearRegression();
    fit.newSampleData(
        cluster.stream().mapToDouble(t -> t.cpuSeconds() / t.rounds()).toArray(),
        cluster.stream()
            .map(t -> new double[] {statesAtDriver(t.workers()), t.workers()})
            .toArray(double[][]::new));
    double[] parts = fit.estimateRegressionParameters();
    return Math.max(0, parts[0] + parts[1] * statesAtDriver(workers) + parts[2] * workers);
  }

  /**
   * What an executor spends on a round beside its steps: the machine's processor time without the
   * driver's and without that of as many images in one process, of the most executors.
   */
  double executorSeconds() {
    Trained most = growth.cluster().get(growth.cluster().size() - 1);
    double images = most.images() * costs().get(0).imageSeconds();
    double all = most.machineCpuSeconds() - most.cpuSeconds() - images;
    return all / most.rounds() / most.workers();
  }

  /**
   * On GPUs of one machine and one process.
   *
   * @param step seconds of a GPU's step, which nobody measured here
   */
  Round gpus(int count, int frequency, double step) {
    List<Cost> costs = costs();
    Line round =
        Line.through(
            costs.stream().mapToDouble(Cost::workers).toArray(),
            costs.stream().mapToDouble(Cost::roundSeconds).toArray());
    double all = Math.max(0, round.at(count));
    double perWorker = all / count;
    double merging = Math.max(0, round.intercept());
    double transfer = 2.0 * BYTES_PER_PARAMETER * parameters / BUS;
    return new Round(frequency * step, perWorker, merging, transfer);
  }
}
