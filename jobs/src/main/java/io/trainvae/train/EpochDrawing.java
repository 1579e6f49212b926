package io.trainvae.train;

import io.trainvae.network.SavedModel;

/** Pictures of a training as it goes on. */
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
   * @param model as it is where the training begins or goes on
   */
  void begin(Training training, SavedModel model);

  /** Called after every epoch. */
  void draw(int epoch, SavedModel model);
}
