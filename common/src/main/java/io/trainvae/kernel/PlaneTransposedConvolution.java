package io.trainvae.kernel;

import io.trainvae.model.Shape;
import io.trainvae.model.Slot;

/** A transposed convolution by {@link PlaneProducts}, an image after the other. */
final class PlaneTransposedConvolution extends LayerKernel {
  private final PlaneProducts products;
  private final Planes planes;
  private final PitchedRows inputs;
  private final PitchedRows results;

  PlaneTransposedConvolution(Slot slot, int rows, FlatParameters parameters) {
    super(slot, rows, parameters);
    Shape large = slot.out();
    Shape small = slot.in();
    int pitch = Planes.pitch(small, slot.window());
    this.products = new PlaneProducts(slot, large, small, parameters);
    this.planes = new Planes(large, small, slot.window(), 1);
    this.inputs = new PitchedRows(small, pitch, rows);
    this.results = new PitchedRows(small, pitch, 1);
  }

  @Override
  public void parametersChanged() {
    products.parametersChanged();
  }

  @Override
  void product(NativeMatrix input, int rows) {
    for (int image = 0; image < rows; image++) {
      inputs.put(input.array(), image, image);
      planes.clear(0);
      products.toLarge(inputs, image, planes, 0);
      planes.get(0, output().array(), image);
    }
  }

  /** The inputs are still those of {@link #product}. */
  @Override
  void productGradients(NativeMatrix input, NativeMatrix inputGradient, int rows, boolean add) {
    for (int image = 0; image < rows; image++) {
      // What was cropped away has no gradient.
      planes.clear(0);
      planes.put(outputGradient().array(), image, 0);
      products.weightGradients(inputs, image, planes, 0, add || image > 0);
      if (inputGradient != null) {
        products.toSmall(planes, 0, results, 0);
        results.get(0, inputGradient.array(), image);
      }
    }
  }

  @Override
  public void close() {
    super.close();
    products.close();
    planes.close();
    inputs.close();
    results.close();
  }
}
