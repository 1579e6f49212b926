package io.trainvae.train;

import io.trainvae.network.SavedModel;

/** Draws pictures of a training after each epoch. */
interface EpochDrawing {

  /** Draws nothing. */
  EpochDrawing NONE =
      new EpochDrawing() {
        @Override
        public void begin(Training training, SavedModel model) {}

        @Override
        public void draw(int epoch, SavedModel model) {}
      };

  /**
   * Called once, before the first epoch.
   *
   * @param model the model at the point where the training starts or resumes
   */
  void begin(Training training, SavedModel model);

  /** Called after every epoch. */
  void draw(int epoch, SavedModel model);
}
