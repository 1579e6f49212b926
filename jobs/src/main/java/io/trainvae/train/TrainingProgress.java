package io.trainvae.train;

import io.trainvae.config.RunConfig;

/** The state that changes from epoch to epoch, besides the model. */
record TrainingProgress(
    EpochHistory history, TrainingControl control, MeanDisagreement disagreement) {

  /**
   * @param config as resolved, with its number of workers, on which the learning rate may depend
   * @param history still empty
   */
  static TrainingProgress begin(RunConfig config, EpochHistory history) {
    return new TrainingProgress(history, new TrainingControl(config), new MeanDisagreement());
  }
}
