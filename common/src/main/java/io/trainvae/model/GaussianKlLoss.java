package io.trainvae.model;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Kullback-Leibler divergence from the standard normal prior to a diagonal Gaussian posterior:
 * {@code (mean^2 + exp(logVar) - logVar - 1) / 2} (Kingma and Welling 2014, appendix B). Nats,
 * summed over the latent dimensions. The posterior is {@code [batch, 2 latent]}, means before log
 * variances; labels are ignored.
 */
public final class GaussianKlLoss extends PerExampleLoss {
  private static final long serialVersionUID = 1L;

  static INDArray means(INDArray posterior) {
    return posterior.get(NDArrayIndex.all(), NDArrayIndex.interval(0, posterior.size(1) / 2));
  }

  static INDArray logVars(INDArray posterior) {
    return posterior.get(
        NDArrayIndex.all(), NDArrayIndex.interval(posterior.size(1) / 2, posterior.size(1)));
  }

  @Override
  INDArray terms(INDArray labels, INDArray posterior) {
    INDArray mean = means(posterior);
    INDArray logVar = logVars(posterior);
    return Transforms.exp(logVar, true).subi(logVar).addi(mean.mul(mean)).subi(1).muli(0.5);
  }

  @Override
  INDArray gradient(INDArray labels, INDArray posterior) {
    INDArray toLogVar = Transforms.exp(logVars(posterior), true).subi(1).muli(0.5);
    return Nd4j.hstack(means(posterior), toLogVar);
  }
}
