package io.trainvae.exchange;

import io.trainvae.model.Activation;
import io.trainvae.model.LayerSpec.Convolution;
import io.trainvae.model.LayerSpec.Dense;
import io.trainvae.model.LayerSpec.DenseImage;
import io.trainvae.model.LayerSpec.Normalisation;
import io.trainvae.model.LayerSpec.Padding;
import io.trainvae.model.LayerSpec.Residual;
import io.trainvae.model.LayerSpec.TransposedConvolution;
import io.trainvae.model.LayerSpec.Upsampling;
import io.trainvae.model.Shape;
import io.trainvae.model.VaeSpec;
import io.trainvae.model.WeightInit;
import java.util.List;

/** Small models with every kind of layer. */
final class Specs {
  /** Images of odd sizes, so that windows reach over each edge differently. */
  static final Shape ODD = Shape.grey(5, 7);

  private Specs() {}

  static VaeSpec dense(Activation activation) {
    return VaeSpec.of(
        List.of(new Dense(9, activation), new Dense(7, activation)),
        3,
        List.of(new Dense(8, activation)),
        WeightInit.GLOROT_UNIFORM);
  }

  /** Conditional, with dense layers behind convolutions and before them. */
  static VaeSpec convolutional(Padding padding, Activation activation) {
    return VaeSpec.of(
            List.of(
                new Convolution(4, 3, 2, padding, activation),
                new Convolution(5, 2, 1, padding, activation),
                new Dense(6, activation)),
            2,
            List.of(
                new Dense(6, activation),
                new DenseImage(3, 4, activation),
                new TransposedConvolution(4, 3, 2, activation),
                new TransposedConvolution(5, 4, 2, activation)),
            WeightInit.GLOROT_UNIFORM)
        .withClasses(4);
  }

  /** Normalisations, residual blocks and upsamplings, on images and on features. */
  static VaeSpec residual(Activation activation) {
    return VaeSpec.of(
        List.of(
            new Convolution(4, 3, 2, Padding.SAME, Activation.IDENTITY),
            new Normalisation(2, activation),
            new Residual(
                List.of(
                    new Normalisation(4, activation),
                    new Convolution(4, 3, 1, Padding.SAME, Activation.IDENTITY)),
                Activation.IDENTITY),
            new Dense(6, activation),
            new Residual(
                List.of(new Normalisation(2, activation), new Dense(6, activation)), activation)),
        2,
        List.of(
            new DenseImage(4, 4, activation),
            new Residual(
                List.of(
                    new Normalisation(2, activation),
                    new TransposedConvolution(4, 3, 1, Activation.IDENTITY)),
                Activation.IDENTITY),
            new Upsampling(2),
            new Convolution(3, 3, 1, Padding.SAME, activation),
            new Upsampling(2)),
        WeightInit.GLOROT_UNIFORM);
  }
}
