package io.trainvae.kernel;

import io.trainvae.model.LayerParameters;
import io.trainvae.model.Shape;

/** A convolution by {@link PlaneProducts}, an image after the other. */
final class PlaneConvolution extends LayerKernel {
  private final PlaneProducts products;
  private final int kept;
  private final Planes planes;
  private final Planes gradientPlanes;
  private final PitchedRows results;
  private final PitchedRows deltas;

  PlaneConvolution(WindowWeights layer, int rows) {
    super(layer, rows);
    LayerParameters layout = layer.layout();
    Shape large = layout.in();
    Shape small = layout.out();
    int pitch = Planes.pitch(small, layout.window());
    this.products = new PlaneProducts(layer);
    this.kept = Math.max(1, layer.ifTrained(rows));
    this.planes = new Planes(large, small, layout.window(), kept);
    this.gradientPlanes = new Planes(large, small, layout.window(), layer.ifTrained(1));
    this.results = new PitchedRows(small, pitch, 1);
    this.deltas = new PitchedRows(small, pitch, layer.ifTrained(1));
  }

  @Override
  void product(float[] input, Slice slice) {
    for (int image = 0; image < slice.rows(); image++) {
      planes.put(input, image, image % kept);
      products.toSmall(planes, image % kept, results, 0);
      results.get(0, output(), image);
    }
  }

  /** The planes are still those of {@link #product}. */
  @Override
  void productGradients(float[] input, float[] inputGradient, Slice slice) {
    for (int image = 0; image < slice.rows(); image++) {
      deltas.put(outputGradient(), image, 0);
      products.weightGradients(deltas, 0, planes, image, slice.lane(), slice.add() || image > 0);
      if (inputGradient != null) {
        gradientPlanes.clear(0);
        products.toLarge(deltas, 0, gradientPlanes, 0);
        gradientPlanes.get(0, inputGradient, image);
      }
    }
  }

  @Override
  public void close() {
    planes.close();
    gradientPlanes.close();
    results.close();
    deltas.close();
  }
}
