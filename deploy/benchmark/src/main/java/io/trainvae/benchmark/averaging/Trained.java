package io.trainvae.benchmark.averaging;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.trainvae.benchmark.measure.Epoch;
import io.trainvae.benchmark.measure.Statistics;
import io.trainvae.checkpoint.EpochFigures;
import io.trainvae.error.JobException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * A measured training.
 *
 * @param setup that all trainings of a benchmark share
 * @param othersCores cores that other processes used, on average
 */
record Trained(
    Setup setup,
    Setting setting,
    long seed,
    long parameters,
    @JsonProperty("others_cores") double othersCores,
    List<EpochPoint> points) {

  /**
   * @param data folder with four IDX files
   * @param cores of Spark's local master
   * @param settings of the preset
   */
  record Setup(String data, String preset, int epochs, int cores, List<String> settings) {}

  /**
   * Joins the trainer's own record with the observations of its process.
   *
   * @param history of the last checkpoint
   * @param seen its epochs as observed
   * @throws JobException failed, if they have different epochs or no test losses
   */
  static List<EpochPoint> points(
      List<EpochFigures> history, List<Epoch> seen, double bytesOfRound) {
    if (history.isEmpty() || history.size() != seen.size()) {
      throw JobException.failed(
          "Cannot use a training with %d epochs in its checkpoint and %d in its output: expected as many, and at least 1"
              .formatted(history.size(), seen.size()));
    }
    List<EpochPoint> points = new ArrayList<>();
    double seconds = 0;
    double wall = 0;
    double cpu = 0;
    for (int i = 0; i < history.size(); i++) {
      EpochFigures epoch = history.get(i);
      double loss = epoch.testReconstruction() + epoch.testKl();
      if (!Double.isFinite(loss)) {
        throw JobException.failed(
            "Cannot use epoch %d of a training: its test loss is %s, expected a number"
                .formatted(epoch.epoch(), loss));
      }
      seconds += epoch.seconds();
      wall += seen.get(i).seconds();
      cpu += seen.get(i).cpuSeconds();
      int rounds = epoch.roundsDone();
      points.add(
          new EpochPoint(epoch.epoch(), loss, seconds, wall, cpu, rounds, rounds * bytesOfRound));
    }
    return points;
  }

  EpochPoint last() {
    return points.get(points.size() - 1);
  }

  /**
   * The increase of a figure in an epoch: the median over the epochs after the first, which warms
   * up.
   */
  double ofAnEpoch(ToDoubleFunction<EpochPoint> figure) {
    List<Double> added = new ArrayList<>();
    for (int i = 1; i < points.size(); i++) {
      added.add(figure.applyAsDouble(points.get(i)) - figure.applyAsDouble(points.get(i - 1)));
    }
    return Statistics.median(added);
  }

  /**
   * A figure at the moment when the test loss first reaches a bound, interpolated between the ends
   * of two epochs. In the first epoch its end counts. NaN if the loss never reaches the bound.
   */
  double at(double bound, ToDoubleFunction<EpochPoint> figure) {
    EpochPoint before = null;
    for (EpochPoint point : points) {
      if (point.loss() <= bound) {
        return before == null ? figure.applyAsDouble(point) : between(before, point, bound, figure);
      }
      before = point;
    }
    return Double.NaN;
  }

  private static double between(
      EpochPoint above, EpochPoint below, double bound, ToDoubleFunction<EpochPoint> figure) {
    double share = (above.loss() - bound) / (above.loss() - below.loss());
    double from = figure.applyAsDouble(above);
    return from + share * (figure.applyAsDouble(below) - from);
  }
}
