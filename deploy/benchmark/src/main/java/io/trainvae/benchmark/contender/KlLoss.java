package io.trainvae.benchmark.contender;

import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * The divergence of a diagonal Gaussian posterior from the standard normal prior as a loss of
 * DL4J's: {@code 0.5 sum(mean^2 + exp(logVar) - logVar - 1)} (Kingma and Welling 2014, appendix B).
 * The outputs are {@code [batch, 2 latent]}, means before log variances; labels are ignored.
 */
public final class KlLoss implements ILossFunction {
  private static final long serialVersionUID = 1L;

  @Override
  public double computeScore(
      INDArray labels, INDArray preOutput, IActivation activation, INDArray mask, boolean average) {
    double sum = computeScoreArray(labels, preOutput, activation, mask).sumNumber().doubleValue();
    return average ? sum / preOutput.size(0) : sum;
  }

  @Override
  public INDArray computeScoreArray(
      INDArray labels, INDArray preOutput, IActivation activation, INDArray mask) {
    INDArray mean = means(preOutput);
    INDArray logVar = logVars(preOutput);
    return mean.mul(mean)
        .addi(Transforms.exp(logVar, true))
        .subi(logVar)
        .subi(1)
        .sum(true, 1)
        .muli(0.5);
  }

  @Override
  public INDArray computeGradient(
      INDArray labels, INDArray preOutput, IActivation activation, INDArray mask) {
    INDArray gradient = preOutput.dup();
    INDArray byLogVar = logVars(gradient);
    byLogVar.assign(Transforms.exp(byLogVar, true).subi(1).muli(0.5));
    return gradient;
  }

  @Override
  public Pair<Double, INDArray> computeGradientAndScore(
      INDArray labels, INDArray preOutput, IActivation activation, INDArray mask, boolean average) {
    return Pair.of(
        computeScore(labels, preOutput, activation, mask, average),
        computeGradient(labels, preOutput, activation, mask));
  }

  private static INDArray means(INDArray posterior) {
    return posterior.get(NDArrayIndex.all(), NDArrayIndex.interval(0, posterior.size(1) / 2));
  }

  private static INDArray logVars(INDArray posterior) {
    return posterior.get(
        NDArrayIndex.all(), NDArrayIndex.interval(posterior.size(1) / 2, posterior.size(1)));
  }

  @Override
  public String name() {
    return "kl";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof KlLoss;
  }

  @Override
  public int hashCode() {
    return KlLoss.class.hashCode();
  }
}
