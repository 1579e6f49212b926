package io.trainvae.ml;

import io.trainvae.checkpoint.EpochFigures;
import java.io.Serializable;
import java.util.List;

/**
 * The training history of a model. A loaded model has none.
 *
 * @param epochs in their order
 */
public record VariationalAutoencoderSummary(List<EpochFigures> epochs) implements Serializable {

  public VariationalAutoencoderSummary {
    epochs = List.copyOf(epochs);
  }

  /** The loss of every epoch: negative ELBO, mean over the rows, nats. */
  public double[] objectiveHistory() {
    return epochs.stream().mapToDouble(epoch -> epoch.reconstruction() + epoch.kl()).toArray();
  }

  /** Number of epochs, which is less than asked for when a rule stopped the training early. */
  public int totalIterations() {
    return epochs.size();
  }

  /** Seconds of all epochs. */
  public double trainingSeconds() {
    return epochs.stream().mapToDouble(EpochFigures::seconds).sum();
  }
}
