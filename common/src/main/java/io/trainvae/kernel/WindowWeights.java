package io.trainvae.kernel;

import io.trainvae.model.LayerParameters;
import org.bytedeco.javacpp.FloatPointer;

/**
 * Weights of a convolution or a transposed convolution. Products by {@link Planes} also need the
 * transpose of the weights, because products with a stored matrix are up to twice as fast as with
 * its transpose.
 */
final class WindowWeights extends LayerWeights {
  private final int smallChannels;
  private final int weightRow;
  private final int size;
  private final float[] weights;
  private final float[] turned;
  private final FloatPointer transposed;

  WindowWeights(LayerParameters layout, FlatParameters parameters, int lanes) {
    super(layout, parameters, lanes, layout.weights());
    this.size = LayerKernel.usesPlanes(layout) ? layout.labels() - layout.weights() : 0;
    this.smallChannels = LayerKernel.small(layout).channels();
    this.weightRow = size / smallChannels;
    this.weights = new float[isTrained() ? size : 0];
    this.turned = new float[weights.length];
    this.transposed = new FloatPointer(size);
  }

  /** A new view of the transposed weights, from this one on. */
  FloatPointer transposed(int offset) {
    return new FloatPointer(transposed).position(offset);
  }

  @Override
  public boolean isPrepared() {
    return size > 0;
  }

  @Override
  public void changed() {
    if (isPrepared()) {
      transpose(isTrained() ? weights : new float[size], isTrained() ? turned : new float[size]);
    }
  }

  private void transpose(float[] weights, float[] turned) {
    parameters().get(layout().weights(), weights, 0, size);
    for (int small = 0; small < smallChannels; small++) {
      int start = small * weightRow;
      for (int i = 0; i < weightRow; i++) {
        turned[i * smallChannels + small] = weights[start + i];
      }
    }
    transposed.asBuffer().put(0, turned);
  }

  @Override
  public void close() {
    super.close();
    transposed.close();
  }
}
