package io.trainvae.benchmark.model;

import io.trainvae.model.LayerParameters;
import io.trainvae.model.ParameterLayout;
import java.util.List;

/**
 * Floating-point operations of the matrix products of a model, a multiplication and an addition for
 * each use of a weight. The forward pass uses every weight once, the backward pass twice: for the
 * gradient of the layer's input and for that of the weight. So a step has six operations for each
 * use of a weight. This includes the gradient of the first layer's input, which is not needed.
 */
public final class Flops {
  private static final double FORWARD = 2;
  private static final double STEP = 6;

  private final long encoder;
  private final long decoder;

  private Flops(long encoder, long decoder) {
    this.encoder = encoder;
    this.decoder = decoder;
  }

  /**
   * @param samples latents drawn for each image
   */
  public static Flops of(ParameterLayout layout, int samples) {
    List<LayerParameters> all = layout.layers();
    int encoders = layout.encoderLayers();
    return new Flops(
        uses(all.subList(0, encoders)), samples * uses(all.subList(encoders, all.size())));
  }

  private static long uses(List<LayerParameters> all) {
    return all.stream().mapToLong(Flops::uses).sum();
  }

  private static long uses(LayerParameters layer) {
    long pairs = (long) layer.in().channels() * layer.out().channels();
    return switch (layer.kind()) {
      case DENSE -> (long) layer.in().size() * layer.out().size();
      case CONVOLUTION ->
          pairs * layer.window().area() * layer.out().height() * layer.out().width();
      case TRANSPOSED_CONVOLUTION ->
          pairs * layer.window().area() * layer.in().height() * layer.in().width();
      case UPSAMPLING, NORMALISATION, SUM -> 0;
    };
  }

  /** Operations of a training step for one image. */
  public double step() {
    return STEP * (encoder + decoder);
  }

  /** Operations of encoding one image. */
  public double encode() {
    return FORWARD * encoder;
  }

  /** Operations of decoding the latents of one image. */
  public double decode() {
    return FORWARD * decoder;
  }
}
