package io.trainvae.averaging;

import io.trainvae.checkpoint.Position;

/**
 * Reports rounds to a listener, each of them once: a stage that lost an executor computes its
 * rounds again.
 */
final class RoundReports {
  private final RoundListener listener;
  private Position done;
  private Position averaged;
  private Position pauseAt;

  /**
   * @param begin how far the training is; nothing before it is reported
   */
  RoundReports(RoundListener listener, Position begin) {
    this.listener = listener;
    this.done = begin;
    this.averaged = begin;
  }

  /** The steps of a round are done. */
  void roundDone(Position at) {
    if (at.compareTo(done) > 0) {
      done = at;
      if (listener.roundDone(at)) {
        pauseAt = at;
      }
    }
  }

  /**
   * A round is averaged.
   *
   * @param disagreement of the workers before the averaging; not reported if it is not finite
   */
  void averaged(Position at, double disagreement) {
    if (at.compareTo(averaged) > 0 && Double.isFinite(disagreement)) {
      averaged = at;
      listener.averaged(at, disagreement);
    }
  }

  /** Whether the listener asked for a pause after the round that ended here. */
  boolean isPause(Position at) {
    return pauseAt != null && at.compareTo(pauseAt) == 0;
  }

  /** Calls the listener in the pause; returns whether the training continues. */
  boolean pausedAt(Position at) {
    return listener.pausedAt(at);
  }
}
