package io.trainvae.kernel;

/** Ends a residual block: adds the block's input to its output. */
final class SumKernel extends LayerKernel {
  private final float[] shortcut;

  /**
   * @param source the layer whose output goes into the block
   */
  SumKernel(LayerWeights layer, int rows, LayerKernel source) {
    super(layer, rows);
    this.shortcut = source.output();
    source.takenBy(this);
  }

  @Override
  void product(float[] input, Slice slice) {
    int count = slice.rows() * outputs();
    float[] sum = output();
    for (int i = 0; i < count; i++) {
      sum[i] = input[i] + shortcut[i];
    }
  }

  /** The source adds the same to its own when its turn comes. */
  @Override
  void productGradients(float[] input, float[] inputGradient, Slice slice) {
    if (inputGradient != null) {
      System.arraycopy(outputGradient(), 0, inputGradient, 0, slice.rows() * outputs());
    }
  }

  @Override
  public void close() {}
}
