package io.trainvae.train;

import io.trainvae.checkpoint.Resumable;
import io.trainvae.config.RunConfig;
import io.trainvae.config.RunConfig.EarlyStopping;
import io.trainvae.config.RunConfig.Monitor;
import io.trainvae.config.RunConfig.Schedule;
import io.trainvae.train.TrainListener.Epoch;
import io.trainvae.train.TrainListener.TestFigures;
import java.util.LinkedHashMap;
import java.util.Map;

/** Decides after each epoch whether the training continues, and with which learning rate. */
final class TrainingControl implements Resumable {
  /** How much the monitored loss must fall, relative to its lowest value or absolute. */
  private static final double THRESHOLD = 1e-4;

  private final double firstRate;
  private final double workersFactor;
  private final int epochs;
  private final Schedule schedule;
  private final EarlyStopping stopping;
  private final Watch plateau;
  private final Watch progress = new Watch(0, 0);
  private double rate;

  TrainingControl(RunConfig config) {
    this.firstRate = config.optimiser().learningRate();
    this.rate = firstRate;
    this.workersFactor = config.train().scaling().learningRateFactor(config.train().workers());
    this.epochs = config.train().epochs();
    this.schedule = config.train().schedule();
    this.stopping = config.train().earlyStopping();
    this.plateau =
        switch (schedule.thresholdMode()) {
          case RELATIVE -> new Watch(THRESHOLD, 0);
          case ABSOLUTE -> new Watch(0, THRESHOLD);
        };
  }

  @Override
  public String name() {
    return "training-control";
  }

  /** The learning rate of the next epoch. */
  double learningRate() {
    return rate * workersFactor;
  }

  /** Whether the training ends because the loss has not fallen for the epochs of the patience. */
  boolean stops() {
    return stopping.patience() > 0 && progress.since >= stopping.patience();
  }

  void epochDone(Epoch epoch) {
    progress.see(figure(epoch, stopping.monitor()));
    rate = Math.max(Math.min(schedule.least(), rate), next(epoch));
  }

  private double next(Epoch epoch) {
    return switch (schedule.type()) {
      case CONSTANT -> rate;
      case EXPONENTIAL -> firstRate * StrictMath.pow(schedule.factor(), epoch.epoch());
      case COSINE -> cosine(epoch.epoch() / (double) epochs);
      case PLATEAU -> plateau(figure(epoch, schedule.monitor()));
    };
  }

  private double cosine(double part) {
    double above = firstRate - schedule.least();
    return schedule.least() + above * 0.5 * (1 + StrictMath.cos(Math.PI * part));
  }

  private double plateau(double figure) {
    plateau.see(figure);
    if (plateau.since <= schedule.patience()) {
      return rate;
    }
    plateau.since = 0;
    return rate * schedule.factor();
  }

  /** The loss of the validation images if there are any, otherwise of the training images. */
  private static double figure(Epoch epoch, Monitor monitor) {
    return switch (monitor) {
      case RECONSTRUCTION ->
          epoch.validation().map(TestFigures::reconstruction).orElse(epoch.reconstruction());
      case NEG_ELBO -> epoch.validation().map(TestFigures::negElbo).orElse(epoch.negElbo());
      case TEST_NEG_ELBO -> epoch.test().orElseThrow().negElbo();
    };
  }

  /** The complete state, with which a resumed training decides as an uninterrupted one. */
  @Override
  public Map<String, Double> state() {
    Map<String, Double> state = new LinkedHashMap<>();
    state.put("learning-rate", rate);
    state.put("plateau-least", plateau.least);
    state.put("plateau-since", (double) plateau.since);
    state.put("progress-least", progress.least);
    state.put("progress-since", (double) progress.since);
    return state;
  }

  /** Goes on from what {@link #state} gave. */
  @Override
  public void restore(Map<String, Double> state) {
    rate = state.get("learning-rate");
    plateau.least = state.get("plateau-least");
    plateau.since = state.get("plateau-since").intValue();
    progress.least = state.get("progress-least");
    progress.since = state.get("progress-since").intValue();
  }

  /** The least value of a figure, and for how many epochs it has been that. */
  private static final class Watch {
    private final double relativeFall;
    private final double fall;
    private double least = Double.MAX_VALUE;
    private int since;

    /**
     * @param relativeFall part of the least value's magnitude that a figure must fall by
     * @param fall additional amount by which it must fall
     */
    Watch(double relativeFall, double fall) {
      this.relativeFall = relativeFall;
      this.fall = fall;
    }

    void see(double figure) {
      if (figure < least - relativeFall * Math.abs(least) - fall) {
        least = figure;
        since = 0;
      } else {
        since++;
      }
    }
  }
}
