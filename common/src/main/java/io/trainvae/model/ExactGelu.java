package io.trainvae.model;

import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.BaseActivationFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Erf;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * {@code x P(N(0, 1) < x)} by the error function, as PyTorch and Keras have it; DL4J's own GELU is
 * an approximation by a sigmoid or a hyperbolic tangent.
 */
public final class ExactGelu extends BaseActivationFunction {
  private static final long serialVersionUID = 1L;

  private static INDArray cumulative(INDArray x) {
    INDArray scaled = x.mul(Math.sqrt(0.5));
    return Nd4j.getExecutioner().exec(new Erf(scaled, scaled)).addi(1).muli(0.5);
  }

  @Override
  public INDArray getActivation(INDArray in, boolean training) {
    return in.muli(cumulative(in));
  }

  @Override
  public Pair<INDArray, INDArray> backprop(INDArray in, INDArray epsilon) {
    INDArray density =
        Transforms.exp(in.mul(in).muli(-0.5), false).muli(1 / Math.sqrt(2 * Math.PI));
    INDArray slope = density.muli(in).addi(cumulative(in));
    return Pair.of(slope.muli(epsilon), null);
  }

  @Override
  @SuppressWarnings("EqualsGetClass") // it has no state: the class is all there is to compare
  public boolean equals(Object other) {
    return other != null && other.getClass() == getClass();
  }

  @Override
  public int hashCode() {
    return ExactGelu.class.hashCode();
  }

  @Override
  public String toString() {
    return "gelu";
  }
}
