package io.trainvae.train;

import io.trainvae.checkpoint.Resumable;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The mean disagreement of the workers over the rounds of an epoch. Older checkpoints do not
 * contain it; an epoch that continues from such a checkpoint averages only the following rounds.
 */
final class MeanDisagreement implements Resumable {
  private static final String SUM = "sum";
  private static final String ROUNDS = "rounds";
  private static final String LAST_EPOCH = "last-epoch";

  private double sum;
  private double rounds;
  private Double lastEpoch;

  void add(double disagreement) {
    sum += disagreement;
    rounds++;
  }

  /** Ends an epoch; returns its figure, which is empty with one worker. */
  Optional<Double> endEpoch() {
    lastEpoch = rounds > 0 ? sum / rounds : null;
    sum = 0;
    rounds = 0;
    return lastEpoch();
  }

  /** The mean of the epoch that ended last. */
  Optional<Double> lastEpoch() {
    return Optional.ofNullable(lastEpoch);
  }

  @Override
  public String name() {
    return "disagreement";
  }

  @Override
  public Map<String, Double> state() {
    Map<String, Double> state = new HashMap<>(Map.of(SUM, sum, ROUNDS, rounds));
    lastEpoch().ifPresent(figure -> state.put(LAST_EPOCH, figure));
    return state;
  }

  @Override
  public void restore(Map<String, Double> state) {
    sum = state.get(SUM);
    rounds = state.get(ROUNDS);
    lastEpoch = state.get(LAST_EPOCH);
  }
}
