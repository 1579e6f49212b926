package io.trainvae.benchmark.averaging;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.trainvae.benchmark.measure.Spread;
import io.trainvae.benchmark.measure.Statistics;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * A setting over its seeds.
 *
 * @param loss test -ELBO after the last epoch
 * @param seconds of an epoch, by the trainer's own clock
 * @param cpuSeconds of an epoch, with its evaluation
 * @param rounds of the whole training
 * @param bytes that a worker sends in the whole training, and receives as well
 * @param othersCores cores that others used meanwhile, the median
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
   * What it took to come down to a test loss, over those seeds that did.
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
   * @param losses to reach
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
