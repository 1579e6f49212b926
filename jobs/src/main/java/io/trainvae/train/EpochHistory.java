package io.trainvae.train;

import io.trainvae.checkpoint.EpochFigures;
import io.trainvae.metrics.Summary;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Remembers the epochs for the summary. */
final class EpochHistory implements TrainListener {
  private final List<Epoch> epochs = new ArrayList<>();

  @Override
  public void epochDone(Epoch epoch) {
    epochs.add(epoch);
  }

  /** Goes on from epochs that an earlier process trained. */
  void restore(List<EpochFigures> figures) {
    figures.forEach(figure -> epochs.add(epoch(figure)));
  }

  List<EpochFigures> figures() {
    return epochs.stream().map(EpochHistory::figures).toList();
  }

  private static Epoch epoch(EpochFigures figures) {
    return new Epoch(
        figures.epoch(),
        figures.roundsDone(),
        figures.images(),
        figures.reconstruction(),
        figures.kl(),
        figures.seconds(),
        figures.learningRate(),
        Optional.of(new TestFigures(figures.testReconstruction(), figures.testKl()))
            .filter(test -> !Double.isNaN(test.negElbo())));
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

  /** Epochs done. */
  int epochs() {
    return epochs.size();
  }

  boolean isEmpty() {
    return epochs.isEmpty();
  }

  /** The losses of the last epoch, and the speed of those after the first, which warms up. */
  Summary.Train summary() {
    Epoch last = epochs.get(epochs.size() - 1);
    Double perEpoch = medianSecondsAfterFirst();
    return new Summary.Train(
        epochs.stream().mapToDouble(Epoch::seconds).sum(),
        perEpoch,
        perEpoch == null ? null : last.images() / perEpoch,
        last.negElbo(),
        last.reconstruction(),
        last.kl());
  }

  private Double medianSecondsAfterFirst() {
    double[] seconds = epochs.stream().skip(1).mapToDouble(Epoch::seconds).sorted().toArray();
    if (seconds.length == 0) {
      return null;
    }
    int half = seconds.length / 2;
    return seconds.length % 2 == 1 ? seconds[half] : (seconds[half - 1] + seconds[half]) / 2;
  }
}
