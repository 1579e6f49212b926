package io.trainvae.kernel;

/**
 * Part of one layer's parameters, of which the gradients are summed over the rows of a step, and
 * which is then updated. Different threads may have different ranges at once.
 */
public interface ParameterRange {
  /** Offset of the first one among all parameters of the model. */
  int start();

  /** Number of parameters. */
  int count();

  /**
   * Sums the gradients.
   *
   * @param rows of which the layer has inputs and deltas
   * @param lanes in which there are gradients
   * @param add whether to add them to those that are there
   */
  void sumGradients(int rows, int lanes, boolean add, Scratch scratch);
}
