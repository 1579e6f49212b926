package io.trainvae.kernel;

import io.trainvae.model.Shape;
import io.trainvae.model.Slot;

/** A convolution by {@link PlaneProducts}, an image after the other. */
final class PlaneConvolution extends LayerKernel {
  private final PlaneProducts products;
  private final Planes planes;
  private final Planes gradientPlanes;
  private final PitchedRows results;
  private final PitchedRows deltas;

  PlaneConvolution(Slot slot, int rows, FlatParameters parameters) {
    super(slot, rows, parameters);
    Shape large = slot.in();
    Shape small = slot.out();
    int pitch = Planes.pitch(small, slot.window());
    this.products = new PlaneProducts(slot, large, small, parameters);
    this.planes = new Planes(large, small, slot.window(), rows);
    this.gradientPlanes = new Planes(large, small, slot.window(), 1);
    this.results = new PitchedRows(small, pitch, 1);
    this.deltas = new PitchedRows(small, pitch, 1);
  }

  @Override
  public void parametersChanged() {
    products.parametersChanged();
  }

  @Override
  void product(NativeMatrix input, int rows) {
    for (int image = 0; image < rows; image++) {
      planes.put(input.array(), image, image);
      products.toSmall(planes, image, results, 0);
      results.get(0, output().array(), image);
    }
  }

  /** The planes are still those of {@link #product}. */
  @Override
  void productGradients(NativeMatrix input, NativeMatrix inputGradient, int rows, boolean add) {
    for (int image = 0; image < rows; image++) {
      deltas.put(outputGradient().array(), image, 0);
      products.weightGradients(deltas, 0, planes, image, add || image > 0);
      if (inputGradient != null) {
        gradientPlanes.clear(0);
        products.toLarge(deltas, 0, gradientPlanes, 0);
        gradientPlanes.get(0, inputGradient.array(), image);
      }
    }
  }

  @Override
  public void close() {
    super.close();
    products.close();
    planes.close();
    gradientPlanes.close();
    results.close();
    deltas.close();
  }
}
