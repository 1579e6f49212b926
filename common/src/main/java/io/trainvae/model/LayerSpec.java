package io.trainvae.model;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.io.Serializable;

/** One hidden layer of an encoder or decoder. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes(@JsonSubTypes.Type(value = LayerSpec.Dense.class, name = "dense"))
public sealed interface LayerSpec extends Serializable {

  Activation activation();

  /**
   * {@code activation(x W + b)}.
   *
   * @param units number of outputs
   */
  record Dense(int units, Activation activation) implements LayerSpec {}
}
