package io.trainvae.train;

import io.trainvae.metrics.Outcome;
import java.util.Optional;

/** Receives training events. Called on the driver, never concurrently. */
public interface TrainListener {

  /**
   * @param workers data-parallel replicas
   * @param threads of a worker
   * @param batch images of a worker's minibatch
   * @param firstRounds averaging rounds of the first epoch
   * @param trainImages of each epoch
   * @param parameters trained numbers of the model
   */
  record Plan(
      String runId,
      int workers,
      int threads,
      int batch,
      int epochs,
      int firstRounds,
      long trainImages,
      long parameters) {}

  /**
   * @param epoch 1 for the first
   * @param round of the epoch, 1 for the first
   * @param rounds of the epoch
   * @param images trained on in this epoch so far
   * @param negElbo mean over these images, nats per image
   * @param imagesPerSecond of this epoch so far
   */
  record Round(
      int epoch, int round, int rounds, long images, double negElbo, double imagesPerSecond) {}

  /**
   * @param epoch 1 for the first
   * @param round of the epoch, 1 for the first
   * @param disagreement how far the workers' parameters were from each other: the root of their
   *     mean squared distance from the mean, over the norm of the mean
   */
  record Averaging(int epoch, int round, double disagreement) {}

  /**
   * @param epoch 1 for the first
   * @param roundsDone since the training began
   * @param reconstruction mean over the epoch's images, nats per image
   * @param kl mean over the epoch's images, nats per image
   * @param learningRate of this epoch
   * @param disagreement of the workers, mean over the rounds; empty with one worker
   * @param test figures of the test images after this epoch, where these were asked for
   * @param validation figures of the validation images, where there are any
   */
  record Epoch(
      int epoch,
      int roundsDone,
      long images,
      double reconstruction,
      double kl,
      double seconds,
      double learningRate,
      Optional<Double> disagreement,
      Optional<TestFigures> test,
      Optional<TestFigures> validation) {

    /** An epoch without validation images. */
    public Epoch(
        int epoch,
        int roundsDone,
        long images,
        double reconstruction,
        double kl,
        double seconds,
        double learningRate,
        Optional<Double> disagreement,
        Optional<TestFigures> test) {
      this(
          epoch,
          roundsDone,
          images,
          reconstruction,
          kl,
          seconds,
          learningRate,
          disagreement,
          test,
          Optional.empty());
    }

    public double negElbo() {
      return reconstruction + kl;
    }

    public double imagesPerSecond() {
      return images / seconds;
    }
  }

  /**
   * Means over test or validation images, nats per image.
   *
   * @param images how many
   * @param reconstruction at one latent sample of each image
   */
  record TestFigures(long images, double reconstruction, double kl) {
    public double negElbo() {
      return reconstruction + kl;
    }
  }

  /** Something that the user should know, in one line. */
  default void warned(String line) {}

  default void started(Plan plan) {}

  default void roundDone(Round round) {}

  /**
   * The states of the workers of a round are averaged; follows {@link #roundDone} where there are
   * several workers.
   */
  default void roundAveraged(Averaging averaging) {}

  default void epochDone(Epoch epoch) {}

  /** Called once after {@link #started}, whether the training succeeded or not. */
  default void ended(Outcome outcome) {}
}
