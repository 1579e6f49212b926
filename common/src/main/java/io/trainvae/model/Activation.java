package io.trainvae.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Elementwise functions between layers. */
public enum Activation {
  @JsonProperty("identity")
  IDENTITY,
  /** {@code max(x, 0)}. */
  @JsonProperty("relu")
  RELU,
  /** {@code x} above 0, {@code 0.01 x} below. */
  @JsonProperty("leaky-relu")
  LEAKY_RELU,
  /** {@code x} above 0, {@code exp(x) - 1} below (Clevert et al. 2016). */
  @JsonProperty("elu")
  ELU,
  /** {@code x P(N(0, 1) < x)}, by the error function (Hendrycks and Gimpel 2016). */
  @JsonProperty("gelu")
  GELU,
  /** {@code x / (1 + exp(-x))} (Elfwing et al. 2018), also known as swish. */
  @JsonProperty("silu")
  SILU,
  /** {@code log(1 + exp(x))}. */
  @JsonProperty("softplus")
  SOFTPLUS,
  /** {@code 1 / (1 + exp(-x))}. */
  @JsonProperty("sigmoid")
  SIGMOID,
  @JsonProperty("tanh")
  TANH
}
