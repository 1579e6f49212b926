package io.trainvae.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * The distribution of a pixel or feature x given the latent. A decoder has one output for each, or
 * two. The reconstruction, which pictures show, is the sigmoid of the first output; with linear
 * likelihoods it is the first output itself.
 */
public enum Likelihood {
  /** {@code x log p + (1 - x) log(1 - p)} with {@code p} the sigmoid of the output. */
  @JsonProperty("bernoulli")
  BERNOULLI(1),
  /** The same, normalised for grey levels (Loaiza-Ganem and Cunningham 2019). */
  @JsonProperty("continuous-bernoulli")
  CONTINUOUS_BERNOULLI(1),
  /** Normal, its mean the sigmoid of the output, its variance a setting. */
  @JsonProperty("gaussian")
  GAUSSIAN(1),
  /**
   * Normal, its mean the sigmoid of the first output, its variance 0.001 more than the exponential
   * of the second: Kingma and Welling 2014, appendix C.2, with a floor that keeps pixels that never
   * change from a density without bounds.
   */
  @JsonProperty("gaussian-learned")
  GAUSSIAN_LEARNED(2),
  /**
   * Beta of grey levels, which are squeezed from [0, 1] to [1/512, 511/512] first. The sigmoid of
   * the first output is the mean of the level before the squeeze, and the precision is {@code 1 /
   * (0.001 + exp(s))} of the second output s (Ferrari and Cribari-Neto 2004).
   */
  @JsonProperty("beta")
  BETA(2),
  /**
   * Logistic, cut into intervals around the 256 levels of a byte. Its mean is the sigmoid of the
   * first output, its scale 0.0005 more than the exponential of the second (Kingma et al. 2016;
   * Salimans et al. 2017).
   */
  @JsonProperty("discretised-logistic")
  DISCRETISED_LOGISTIC(2),
  /** The squared error of the output's sigmoid, summed over the pixels; not a likelihood. */
  @JsonProperty("squared-error")
  SQUARED_ERROR(1),
  /**
   * Normal, its mean the output, its variance a setting; for feature vectors, which are
   * standardised.
   */
  @JsonProperty("linear-gaussian")
  LINEAR_GAUSSIAN(1),
  /**
   * Normal, its mean the first output, its variance 0.001 more than the exponential of the second;
   * for feature vectors, which are standardised.
   */
  @JsonProperty("linear-gaussian-learned")
  LINEAR_GAUSSIAN_LEARNED(2);

  private final int outputs;

  Likelihood(int outputs) {
    this.outputs = outputs;
  }

  /** Outputs of the decoder for every pixel. */
  public int outputs() {
    return outputs;
  }

  /** Whether x may be any number, not only one in [0, 1]. */
  public boolean isLinear() {
    return this == LINEAR_GAUSSIAN || this == LINEAR_GAUSSIAN_LEARNED;
  }

  /** The unit of losses, for messages. */
  public String unit() {
    return switch (this) {
      case SQUARED_ERROR -> "squared error + KL per image";
      case LINEAR_GAUSSIAN, LINEAR_GAUSSIAN_LEARNED -> "nats per row";
      default -> "nats per image";
    };
  }

  /** Whether losses are nats, so that bounds on the log likelihood exist. */
  public boolean isDensity() {
    return this != SQUARED_ERROR;
  }
}
