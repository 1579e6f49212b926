package io.trainvae.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.Serializable;
import java.util.List;

/**
 * A variational autoencoder (Kingma and Welling 2014), as little as it takes to build it.
 *
 * <p>A dense layer with {@code 2 latent} outputs, the posterior's means and log variances, follows
 * the encoder's hidden layers. A layer with {@link Likelihood#outputs} for every pixel follows the
 * decoder's: dense, or a transposed convolution of stride 1 if the last hidden layer outputs an
 * image. Normalisations and residual blocks may be between them.
 *
 * <p>A conditional VAE (Sohn et al. 2015) also has the label as input, one-hot, in addition to the
 * features of the encoder's first dense layer and to the latent.
 *
 * @param encoder hidden layers from the image to the latent: convolutions, then dense ones
 * @param latent number of latent dimensions
 * @param decoder hidden layers from the latent to the image: dense ones, then perhaps a dense image
 *     and what enlarges it, transposed convolutions or upsamplings with convolutions of stride 1
 * @param outputKernel pixels along a side of the last transposed convolution's kernel
 * @param likelihood of a pixel given the latent
 * @param pixelVariance of a pixel, where the likelihood is {@link Likelihood#GAUSSIAN} or {@link
 *     Likelihood#LINEAR_GAUSSIAN}
 * @param binarisation of images before the model sees them
 * @param classes labels 0 to {@code classes - 1} that the model is conditional on; 0 for none
 * @param weightInit how weights start
 */
public record VaeSpec(
    List<LayerSpec> encoder,
    int latent,
    List<LayerSpec> decoder,
    @JsonProperty("output-kernel") int outputKernel,
    Likelihood likelihood,
    @JsonProperty("pixel-variance") double pixelVariance,
    Binarisation binarisation,
    int classes,
    @JsonProperty("weight-init") WeightInit weightInit)
    implements Serializable {
  private static final int OUTPUT_KERNEL = 3;
  private static final double PIXEL_VARIANCE = 0.1;

  public VaeSpec {
    encoder = encoder == null ? List.of() : List.copyOf(encoder);
    decoder = decoder == null ? List.of() : List.copyOf(decoder);
  }

  /** Unconditional, on grey levels with a Bernoulli likelihood. */
  public static VaeSpec of(
      List<LayerSpec> encoder, int latent, List<LayerSpec> decoder, WeightInit weightInit) {
    return new VaeSpec(
        encoder,
        latent,
        decoder,
        OUTPUT_KERNEL,
        Likelihood.BERNOULLI,
        PIXEL_VARIANCE,
        Binarisation.NONE,
        0,
        weightInit);
  }

  /** The same with another likelihood. */
  public VaeSpec with(Likelihood other) {
    return new VaeSpec(
        encoder,
        latent,
        decoder,
        outputKernel,
        other,
        pixelVariance,
        binarisation,
        classes,
        weightInit);
  }

  /** The same, conditional on this many labels. */
  public VaeSpec withClasses(int count) {
    return new VaeSpec(
        encoder,
        latent,
        decoder,
        outputKernel,
        likelihood,
        pixelVariance,
        binarisation,
        count,
        weightInit);
  }

  /**
   * Converts nats of an image to bits per number, {@code nats / (numbers log 2)}. Null if the
   * likelihood is not a probability of levels. A Bernoulli likelihood is one if pixels are
   * binarised.
   *
   * @param numbers of an image: pixels times channels
   */
  public Double bitsPerDimension(double nats, int numbers) {
    boolean levels =
        switch (likelihood) {
          case DISCRETISED_LOGISTIC -> true;
          case BERNOULLI -> binarisation != Binarisation.NONE;
          case CONTINUOUS_BERNOULLI, BETA, GAUSSIAN, GAUSSIAN_LEARNED, SQUARED_ERROR -> false;
          case LINEAR_GAUSSIAN, LINEAR_GAUSSIAN_LEARNED -> false;
        };
    return levels ? Double.valueOf(nats / (numbers * Math.log(2))) : null;
  }

  /** Whether any layer uses the positions of pixels. */
  public boolean convolves() {
    return encoder.stream().anyMatch(LayerSpec::makesImage)
        || decoder.stream().anyMatch(LayerSpec::makesImage);
  }
}
