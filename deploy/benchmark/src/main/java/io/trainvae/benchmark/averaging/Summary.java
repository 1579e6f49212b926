package io.trainvae.benchmark.averaging;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.trainvae.benchmark.measure.Spread;
import io.trainvae.benchmark.measure.Statistics;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The figures of a setting over its seeds.
 *
 * @param loss test -ELBO after the last epoch
 * @param seconds of an epoch, by the trainer's clock
 * @param cpuSeconds of an epoch, with its evaluation
 * @param rounds of the whole training
 * @param bytes that a worker sends in the whole training; it receives as many
 * @param othersCores cores that other processes used, median
 */
record Summary(
    Setting setting,
    int seeds,
    Spread loss,
    Spread seconds,
    @JsonProperty("cpu_seconds") Spread cpuSeconds,
    Spread rounds,
    Spread bytes,
    List<Reached> reached,
    @JsonProperty("others_cores") double othersCores) {

  /**
   * The cost until the test loss falls to a bound, over the seeds that reach it.
   *
   * @param loss -ELBO of the test images
   */
  record Reached(
      double loss,
      Spread seconds,
      @JsonProperty("wall_seconds") Spread wallSeconds,
      @JsonProperty("cpu_seconds") Spread cpuSeconds,
      Spread rounds,
      Spread bytes) {}

  /**
   * @param runs of one setting, at least one
   * @param losses bounds of the test loss
   */
  static Summary of(List<Trained> runs, List<Double> losses) {
    return new Summary(
        runs.get(0).setting(),
        runs.size(),
        spread(runs, run -> run.last().loss()),
        spread(runs, run -> run.ofAnEpoch(EpochPoint::seconds)),
        spread(runs, run -> run.ofAnEpoch(EpochPoint::cpuSeconds)),
        spread(runs, run -> run.last().rounds()),
        spread(runs, run -> run.last().bytes()),
        losses.stream().map(loss -> reached(runs, loss)).toList(),
        Statistics.median(runs.stream().map(Trained::othersCores).toList()));
  }

  private static Reached reached(List<Trained> runs, double loss) {
    return new Reached(
        loss,
        spread(runs, run -> run.at(loss, EpochPoint::seconds)),
        spread(runs, run -> run.at(loss, EpochPoint::wallSeconds)),
        spread(runs, run -> run.at(loss, EpochPoint::cpuSeconds)),
        spread(runs, run -> run.at(loss, EpochPoint::rounds)),
        spread(runs, run -> run.at(loss, EpochPoint::bytes)));
  }

  private static Spread spread(List<Trained> runs, ToDoubleFunction<Trained> figure) {
    return Spread.of(runs.stream().map(figure::applyAsDouble).toList());
  }
}
