package io.trainvae.benchmark.averaging;

/**
 * Computes the bytes that averaging sends. Averaging is a reduce-scatter and an all-gather ({@code
 * averaging/StateExchange} of the trainer). With {@code M} tasks on {@code M} executors and one
 * worker each, a task sends to each other task that task's slice of its state, {@code 1/M} of it,
 * and later its own averaged slice. It receives as much. So {@code 2 (M - 1) / M} states go each
 * way, always less than two. A parameter has its value and Adam's two moments, 4 bytes each.
 *
 * <p>Requests, acknowledgements and losses, some hundred bytes per block, are not counted. Tasks of
 * one executor send each other nothing, and a task with several workers averages their states
 * first.
 */
final class Traffic {
  private static final double BYTES = 12;

  private Traffic() {}

  /** Bytes that a worker sends in a round; it receives as many. */
  static double bytesOfRound(int workers, long parameters) {
    return 2.0 * (workers - 1) / workers * BYTES * parameters;
  }
}
