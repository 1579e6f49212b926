package io.trainvae.model;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Negative log likelihood of pixels in [0, 1] under a Bernoulli distribution given by logits:
 * {@code softplus(l) - l x}, computed as {@code max(l, 0) - l x + log(1 + exp(-|l|))}, which is
 * exact for saturated logits too, where a logarithm of a probability would overflow. Nats, summed
 * over the pixels.
 */
public final class BernoulliLogitsLoss extends PerExampleLoss {
  private static final long serialVersionUID = 1L;

  @Override
  INDArray terms(INDArray labels, INDArray logits) {
    INDArray tail = Transforms.exp(Transforms.abs(logits, true).negi(), false);
    Transforms.log(tail.addi(1), false);
    return tail.addi(Transforms.max(logits, 0, true)).subi(logits.mul(labels));
  }

  @Override
  INDArray gradient(INDArray labels, INDArray logits) {
    return Transforms.sigmoid(logits, true).subi(labels);
  }
}
