package io.trainvae.train;

import io.trainvae.checkpoint.EpochFigures;
import io.trainvae.metrics.Summary;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Remembers the epochs for the summary. */
final class EpochHistory implements TrainListener {
  private final List<EpochFigures> epochs = new ArrayList<>();

  @Override
  public void epochDone(Epoch epoch) {
    epochs.add(figures(epoch));
  }

  /** Goes on from epochs that an earlier process trained. */
  void restore(List<EpochFigures> figures) {
    epochs.addAll(figures);
  }

  List<EpochFigures> figures() {
    return List.copyOf(epochs);
  }

  private static EpochFigures figures(Epoch epoch) {
    return new EpochFigures(
        epoch.epoch(),
        epoch.roundsDone(),
        epoch.images(),
        epoch.reconstruction(),
        epoch.kl(),
        epoch.seconds(),
        epoch.learningRate(),
        epoch.test().map(TestFigures::reconstruction).orElse(Double.NaN),
        epoch.test().map(TestFigures::kl).orElse(Double.NaN));
  }

  /** Averaging rounds done, also by earlier processes with another number of workers. */
  int rounds() {
    return epochs.isEmpty() ? 0 : epochs.get(epochs.size() - 1).roundsDone();
  }

  /** Epochs done. */
  int epochs() {
    return epochs.size();
  }

  boolean isEmpty() {
    return epochs.isEmpty();
  }

  /**
   * The losses of the last epoch, and the speed of those after the first, which warms up.
   *
   * @param threads of a worker
   * @param disagreement of the workers in the last epoch
   */
  Summary.Train summary(int threads, Optional<Double> disagreement) {
    EpochFigures last = epochs.get(epochs.size() - 1);
    Double perEpoch = medianSecondsAfterFirst();
    return new Summary.Train(
        epochs.stream().mapToDouble(EpochFigures::seconds).sum(),
        perEpoch,
        perEpoch == null ? null : last.images() / perEpoch,
        last.reconstruction() + last.kl(),
        last.reconstruction(),
        last.kl(),
        threads,
        disagreement.orElse(null));
  }

  private Double medianSecondsAfterFirst() {
    double[] seconds =
        epochs.stream().skip(1).mapToDouble(EpochFigures::seconds).sorted().toArray();
    if (seconds.length == 0) {
      return null;
    }
    int half = seconds.length / 2;
    return seconds.length % 2 == 1 ? seconds[half] : (seconds[half - 1] + seconds[half]) / 2;
  }
}
