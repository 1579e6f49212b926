package io.trainvae.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.Serializable;
import java.util.List;

/**
 * A variational autoencoder (Kingma and Welling 2014), as little as it takes to build it.
 *
 * <p>The encoder's hidden layers are followed by one dense layer of {@code 2 latent} outputs, the
 * posterior's means and log variances; the decoder's by one dense layer with a logit for every
 * pixel.
 *
 * @param encoder hidden layers from the image to the latent
 * @param latent number of latent dimensions
 * @param decoder hidden layers from the latent to the image
 * @param likelihood of a pixel given the latent
 * @param weightInit how weights start
 */
public record VaeSpec(
    List<LayerSpec> encoder,
    int latent,
    List<LayerSpec> decoder,
    Likelihood likelihood,
    @JsonProperty("weight-init") WeightInit weightInit)
    implements Serializable {

  public VaeSpec {
    encoder = encoder == null ? List.of() : List.copyOf(encoder);
    decoder = decoder == null ? List.of() : List.copyOf(decoder);
  }

  /** What losses are measured in; they compare with losses in the same unit only. */
  public String unit() {
    return "nats per image";
  }

  /** The distribution of a pixel given the latent. */
  public enum Likelihood {
    /** Bernoulli on grey levels in [0, 1], from logits; nats. */
    @JsonProperty("bernoulli")
    BERNOULLI
  }
}
