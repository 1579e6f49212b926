package io.trainvae.kernel;

/**
 * A part of one layer's parameters. Its gradients are summed over the rows of a step, and then it
 * is updated. Different threads may process different ranges at the same time.
 */
public interface ParameterRange {
  /** Offset of the first one among all parameters of the model. */
  int start();

  /** Number of parameters. */
  int count();

  /**
   * Sums the gradients.
   *
   * @param rows for which the layer has inputs and deltas
   * @param lanes in which there are gradients
   * @param add whether to add them to the present gradients
   */
  void sumGradients(int rows, int lanes, boolean add, Scratch scratch);
}
