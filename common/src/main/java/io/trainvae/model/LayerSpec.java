package io.trainvae.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.io.Serializable;
import java.util.List;

/** One hidden layer of an encoder or decoder. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = LayerSpec.Dense.class, name = "dense"),
  @JsonSubTypes.Type(value = LayerSpec.DenseImage.class, name = "dense-image"),
  @JsonSubTypes.Type(value = LayerSpec.Convolution.class, name = "convolution"),
  @JsonSubTypes.Type(
      value = LayerSpec.TransposedConvolution.class,
      name = "transposed-convolution"),
  @JsonSubTypes.Type(value = LayerSpec.Upsampling.class, name = "upsampling"),
  @JsonSubTypes.Type(value = LayerSpec.Normalisation.class, name = "normalisation"),
  @JsonSubTypes.Type(value = LayerSpec.Residual.class, name = "residual")
})
public sealed interface LayerSpec extends Serializable {
  Activation activation();

  /** Whether the output is an image, so that the next layer sees its positions. */
  boolean makesImage();

  /**
   * {@code activation(x W + b)}.
   *
   * @param units number of outputs
   */
  record Dense(int units, Activation activation) implements LayerSpec {
    @Override
    public boolean makesImage() {
      return false;
    }
  }

  /**
   * A dense layer whose outputs are an image, smaller than the model's image by a factor: where a
   * decoder of transposed convolutions begins.
   *
   * @param filters channels of the image
   * @param downscale rows of the model's image for one row of this one, rounded up at the edge
   */
  record DenseImage(int filters, int downscale, Activation activation) implements LayerSpec {
    @Override
    public boolean makesImage() {
      return true;
    }
  }

  /**
   * A convolution with a square kernel.
   *
   * @param filters channels of the output
   * @param kernel pixels along a side
   * @param stride pixels from one position to the next
   */
  record Convolution(int filters, int kernel, int stride, Padding padding, Activation activation)
      implements LayerSpec {
    @Override
    public boolean makesImage() {
      return true;
    }
  }

  /**
   * The adjoint of a convolution with "same" padding, which makes an image {@code stride} times as
   * large (Dumoulin and Visin 2016, chapter 4).
   *
   * @param filters channels of the output
   * @param kernel pixels along a side
   * @param stride output pixels for an input pixel
   */
  record TransposedConvolution(int filters, int kernel, int stride, Activation activation)
      implements LayerSpec {
    @Override
    public boolean makesImage() {
      return true;
    }
  }

  /**
   * Enlarges an image: each pixel is repeated {@code factor} times in both directions (nearest
   * neighbour). It has no parameters.
   *
   * @param factor rows of the output for one of the input
   */
  record Upsampling(int factor) implements LayerSpec {
    @Override
    public Activation activation() {
      return Activation.IDENTITY;
    }

    @Override
    public boolean makesImage() {
      return true;
    }
  }

  /**
   * Group normalisation (Wu and He 2018): the numbers of a group of channels, over all pixels of
   * one image, are brought to mean 0 and variance 1; then each channel has a learned scale and
   * shift. It knows no other images, so it is the same in training and afterwards.
   *
   * @param groups of neighbouring channels; 1 is layer normalisation (Ba et al. 2016)
   */
  record Normalisation(int groups, Activation activation) implements LayerSpec {
    /** The number that is added to the variance, as in PyTorch. */
    public static final double EPSILON = 1e-5;

    @Override
    public boolean makesImage() {
      return false;
    }
  }

  /**
   * {@code activation(x + f(x))} (He et al. 2016).
   *
   * @param layers f, which gives as many numbers as it takes
   */
  record Residual(List<LayerSpec> layers, Activation activation) implements LayerSpec {
    public Residual {
      layers = List.copyOf(layers);
    }

    @Override
    public boolean makesImage() {
      return layers.stream().anyMatch(LayerSpec::makesImage);
    }
  }

  /** How a convolution treats the edges of its input. */
  enum Padding {
    /** As many zeros around the input as give {@code ceil(input / stride)} rows of output. */
    @JsonProperty("same")
    SAME,
    /** None. */
    @JsonProperty("valid")
    VALID
  }
}
