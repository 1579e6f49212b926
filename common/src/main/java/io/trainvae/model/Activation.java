package io.trainvae.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Elementwise functions between layers. */
public enum Activation {
  @JsonProperty("identity")
  IDENTITY,
  @JsonProperty("relu")
  RELU,
  @JsonProperty("tanh")
  TANH
}
