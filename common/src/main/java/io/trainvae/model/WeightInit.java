package io.trainvae.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How weights are initialised. */
public enum WeightInit {
  /**
   * Weights and biases uniform in plus or minus {@code 1 / sqrt(inputs)}: PyTorch's default for
   * dense layers.
   */
  @JsonProperty("uniform-fan-in")
  UNIFORM_FAN_IN,
  /**
   * Weights uniform in plus or minus {@code sqrt(6 / (inputs + outputs))}, biases 0 (Glorot and
   * Bengio 2010).
   */
  @JsonProperty("glorot-uniform")
  GLOROT_UNIFORM
}
