package io.trainvae.network;

import io.trainvae.model.Activation;
import io.trainvae.model.ExactGelu;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationELU;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftPlus;
import org.nd4j.linalg.activations.impl.ActivationSwish;
import org.nd4j.linalg.activations.impl.ActivationTanH;

/** The activations of layers in DL4J. */
final class GraphActivations {
  private GraphActivations() {}

  static IActivation of(Activation activation) {
    return switch (activation) {
      case IDENTITY -> new ActivationIdentity();
      case RELU -> new ActivationReLU();
      case LEAKY_RELU -> new ActivationLReLU();
      case ELU -> new ActivationELU();
      case GELU -> new ExactGelu();
      case SILU -> new ActivationSwish();
      case SOFTPLUS -> new ActivationSoftPlus();
      case SIGMOID -> new ActivationSigmoid();
      case TANH -> new ActivationTanH();
    };
  }
}
