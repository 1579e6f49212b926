package io.trainvae.train;

import io.trainvae.config.RunConfig;

/** What changes from epoch to epoch beside the model. */
record TrainingProgress(
    EpochHistory history, TrainingControl control, MeanDisagreement disagreement) {

  static TrainingProgress begin(RunConfig config) {
    return new TrainingProgress(
        new EpochHistory(), new TrainingControl(config), new MeanDisagreement());
  }
}
