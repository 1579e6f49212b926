package io.trainvae.train;

import io.trainvae.metrics.Outcome;
import java.util.List;
import java.util.stream.Stream;

/** Several listeners as one. It calls them in their order. */
record CompositeListener(List<TrainListener> all) implements TrainListener {

  /** Adds a listener, which is called last. */
  CompositeListener and(TrainListener last) {
    return new CompositeListener(Stream.concat(all.stream(), Stream.of(last)).toList());
  }

  @Override
  public void warned(String line) {
    all.forEach(listener -> listener.warned(line));
  }

  @Override
  public void started(Plan plan) {
    all.forEach(listener -> listener.started(plan));
  }

  @Override
  public void roundDone(Round round) {
    all.forEach(listener -> listener.roundDone(round));
  }

  @Override
  public void roundAveraged(Averaging averaging) {
    all.forEach(listener -> listener.roundAveraged(averaging));
  }

  @Override
  public void epochDone(Epoch epoch) {
    all.forEach(listener -> listener.epochDone(epoch));
  }

  @Override
  public void ended(Outcome outcome) {
    all.forEach(listener -> listener.ended(outcome));
  }
}
