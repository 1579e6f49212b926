package io.trainvae.benchmark.averaging;

/**
 * Bytes that averaging sends, computed. It is a reduce-scatter and an all-gather ({@code
 * averaging/StateExchange} of the trainer): of {@code M} tasks on {@code M} executors, each with
 * one worker, a task sends every other one that one's slice of its state, a part {@code 1/M} of it,
 * and later its own slice, averaged. It receives as much. So {@code 2 (M - 1) / M} states go each
 * way, less than two whatever {@code M} is. A parameter has its value and Adam's two moments, 4
 * bytes each.
 *
 * <p>Requests, acknowledgements and losses, some hundred bytes to a block, are not in it. Tasks of
 * one executor send each other nothing, and a task with several workers averages theirs first.
 */
final class Traffic {
  private static final double BYTES = 12;

  private Traffic() {}

  /** What a worker sends in a round, and receives as well. */
  static double bytesOfRound(int workers, long parameters) {
    return 2.0 * (workers - 1) / workers * BYTES * parameters;
  }
}
