package io.trainvae.model;

import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.ILossFunction;

/**
 * A loss that is a sum over the columns of one example, on a layer with identity activation,
 * without masks. Subclasses are stateless: all objects of a class are equal.
 */
abstract class PerExampleLoss implements ILossFunction {
  private static final long serialVersionUID = 1L;

  /** The loss of every column, {@code [batch, columns]}, nats. */
  abstract INDArray terms(INDArray labels, INDArray preOutput);

  /** The derivative of {@link #terms} by the pre-output, of the pre-output's shape. */
  abstract INDArray gradient(INDArray labels, INDArray preOutput);

  @Override
  public double computeScore(
      INDArray labels, INDArray preOutput, IActivation activation, INDArray mask, boolean average) {
    double sum = computeScoreArray(labels, preOutput, activation, mask).sumNumber().doubleValue();
    return average ? sum / preOutput.size(0) : sum;
  }

  @Override
  public INDArray computeScoreArray(
      INDArray labels, INDArray preOutput, IActivation activation, INDArray mask) {
    refuse(mask);
    return terms(labels, preOutput).sum(true, 1);
  }

  @Override
  public INDArray computeGradient(
      INDArray labels, INDArray preOutput, IActivation activation, INDArray mask) {
    refuse(mask);
    return gradient(labels, preOutput);
  }

  @Override
  public Pair<Double, INDArray> computeGradientAndScore(
      INDArray labels, INDArray preOutput, IActivation activation, INDArray mask, boolean average) {
    return Pair.of(
        computeScore(labels, preOutput, activation, mask, average),
        computeGradient(labels, preOutput, activation, mask));
  }

  private void refuse(INDArray mask) {
    if (mask != null) {
      throw new IllegalArgumentException(name() + " takes no mask, got one");
    }
  }

  @Override
  public String name() {
    return getClass().getSimpleName();
  }

  @Override
  @SuppressWarnings("EqualsGetClass") // the class is all that tells one stateless loss from another
  public boolean equals(Object other) {
    return other != null && other.getClass() == getClass();
  }

  @Override
  public int hashCode() {
    return getClass().hashCode();
  }

  @Override
  public String toString() {
    return name();
  }
}
