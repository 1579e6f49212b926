package io.trainvae.kernel;

import io.trainvae.model.LayerParameters;
import io.trainvae.model.Shape;

/** A transposed convolution by {@link PlaneProducts}, an image after the other. */
final class PlaneTransposedConvolution extends LayerKernel {
  private final PlaneProducts products;
  private final int kept;
  private final Planes planes;
  private final PitchedRows inputs;
  private final PitchedRows results;

  PlaneTransposedConvolution(WindowWeights layer, int rows) {
    super(layer, rows);
    LayerParameters layout = layer.layout();
    Shape large = layout.out();
    Shape small = layout.in();
    int pitch = Planes.pitch(small, layout.window());
    this.products = new PlaneProducts(layer);
    this.planes = new Planes(large, small, layout.window(), 1);
    this.kept = Math.max(1, layer.ifTrained(rows));
    this.inputs = new PitchedRows(small, pitch, kept);
    this.results = new PitchedRows(small, pitch, layer.ifTrained(1));
  }

  @Override
  void product(float[] input, Slice slice) {
    for (int image = 0; image < slice.rows(); image++) {
      inputs.put(input, image, image % kept);
      planes.clear(0);
      products.toLarge(inputs, image % kept, planes, 0);
      planes.get(0, output(), image);
    }
  }

  /** The inputs are still those of {@link #product}. */
  @Override
  void productGradients(float[] input, float[] inputGradient, Slice slice) {
    for (int image = 0; image < slice.rows(); image++) {
      // Cropped pixels have no gradient.
      planes.clear(0);
      planes.put(outputGradient(), image, 0);
      products.weightGradients(inputs, image, planes, 0, slice.lane(), slice.add() || image > 0);
      if (inputGradient != null) {
        products.toSmall(planes, 0, results, 0);
        results.get(0, inputGradient, image);
      }
    }
  }

  @Override
  public void close() {
    planes.close();
    inputs.close();
    results.close();
  }
}
