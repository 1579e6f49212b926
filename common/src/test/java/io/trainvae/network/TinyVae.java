package io.trainvae.network;

import io.trainvae.config.RunConfig.Optimiser;
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
import java.util.SplittableRandom;

/** Small models and batches for tests. */
final class TinyVae {
  /** Images of odd sizes, so that windows reach over each edge differently. */
  static final Shape IMAGE = Shape.grey(5, 7);

  static final Shape COLOUR = new Shape(5, 7, 3);

  static final Optimiser ADAM = Optimiser.NONE;

  private TinyVae() {}

  static VaeSpec spec(Activation activation) {
    return VaeSpec.of(
        List.of(new Dense(9, activation), new Dense(7, activation)),
        3,
        List.of(new Dense(8, activation)),
        WeightInit.GLOROT_UNIFORM);
  }

  /** Two convolutions down and two up, kernels of 3 with stride 2 and of 2 with stride 1. */
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
        WeightInit.GLOROT_UNIFORM);
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
                    new Convolution(3, 3, 1, Padding.SAME, activation),
                    new Convolution(4, 1, 1, Padding.SAME, Activation.IDENTITY)),
                Activation.IDENTITY),
            new Residual(List.of(new Convolution(4, 3, 1, Padding.SAME, activation)), activation),
            new Dense(6, activation),
            new Residual(
                List.of(new Normalisation(1, activation), new Dense(6, activation)), activation)),
        2,
        List.of(
            new Dense(6, Activation.IDENTITY),
            new Normalisation(1, activation),
            new DenseImage(4, 4, activation),
            new Residual(
                List.of(
                    new Normalisation(2, activation),
                    new TransposedConvolution(4, 3, 1, Activation.IDENTITY)),
                Activation.IDENTITY),
            new Upsampling(2),
            new Convolution(3, 3, 1, Padding.SAME, Activation.IDENTITY),
            new Normalisation(1, activation),
            new Upsampling(2)),
        WeightInit.GLOROT_UNIFORM);
  }

  static void fill(TrainableVae vae, int count, long seed) {
    fill(vae, vae.inputs(), count, seed);
  }

  /** Grey levels with plenty of exact zeros and ones, as digits have. */
  static void fill(TrainableVae vae, StepInputs inputs, int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < count * vae.pixels(); i++) {
      inputs.images()[i] = (float) Math.max(0, Math.min(1, random.nextDouble(-0.5, 1.5)));
    }
    for (int i = 0; i < count; i++) {
      inputs.labels()[i] = random.nextInt(4);
    }
    RandomStreams.fillNormal(random, inputs.noise(), count * vae.samples() * vae.latent());
  }
}
