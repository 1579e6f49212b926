package io.trainvae.config;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.trainvae.model.VaeSpec;
import java.io.Serializable;

/**
 * Everything that decides what a run computes. A preset is a file of this form in {@code
 * conf/presets}.
 *
 * @param preset the name of the preset it began as
 */
public record RunConfig(
    String preset,
    VaeSpec model,
    Optimiser optimiser,
    Train train,
    Evaluate evaluate,
    Decode decode,
    Checkpoints checkpoint) {

  /** The same with so many workers. */
  public RunConfig withWorkers(int workers) {
    Train resolved =
        new Train(train.epochs, train.batch, workers, train.averagingFrequency, train.seed);
    return new RunConfig(preset, model, optimiser, resolved, evaluate, decode, checkpoint);
  }

  /**
   * Adam, as in section 2 of Kingma and Ba 2015: step size {@code learningRate sqrt(1 - beta2^t) /
   * (1 - beta1^t)}.
   *
   * @param weightDecay decoupled decay per step, times the learning rate (Loshchilov and Hutter
   *     2019); 0 for none
   */
  public record Optimiser(
      @JsonProperty("learning-rate") double learningRate,
      double beta1,
      double beta2,
      double epsilon,
      @JsonProperty("weight-decay") double weightDecay)
      implements Serializable {}

  /**
   * @param epochs passes over the training split
   * @param batch images in a minibatch of one worker
   * @param workers data-parallel replicas; 0: one for every core or executor slot there is
   * @param averagingFrequency minibatches of a worker between two averagings
   * @param seed of initial weights, shuffles and noise
   */
  public record Train(
      int epochs,
      int batch,
      int workers,
      @JsonProperty("averaging-frequency") int averagingFrequency,
      long seed) {}

  /**
   * @param batch images encoded and decoded at once
   * @param seed of the one latent sample of each image
   */
  public record Evaluate(int batch, long seed) {}

  /**
   * @param grid pictures along each side of the latent grid
   * @param range latent values run from -range to range
   * @param spacing of the latent values
   */
  public record Decode(int grid, double range, Spacing spacing) {}

  /**
   * @param everyRounds averaging rounds between two checkpoints within an epoch; 0: none but the
   *     one after every epoch
   * @param keep how many of the last checkpoints stay, beside the best
   */
  public record Checkpoints(@JsonProperty("every-rounds") int everyRounds, int keep) {}

  /** How a grid's latent values are spaced. */
  public enum Spacing {
    /** Evenly. */
    @JsonProperty("linear")
    LINEAR,
    /** At evenly spaced quantiles of the standard normal distribution, from 5 % to 95 %. */
    @JsonProperty("quantile")
    QUANTILE
  }
}
