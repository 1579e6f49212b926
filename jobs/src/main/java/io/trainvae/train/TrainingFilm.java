package io.trainvae.train;

import io.trainvae.model.VaeSpec;
import io.trainvae.network.ClassLabels;
import io.trainvae.network.RandomStreams;
import io.trainvae.network.RandomStreams.Purpose;
import io.trainvae.network.SavedModel;
import io.trainvae.network.TrainableVae;
import io.trainvae.picture.Pictures;
import io.trainvae.picture.Pictures.EpochFrame;
import java.util.ArrayList;
import java.util.List;

/** What the decoder makes of the same latents after every epoch, as a film. */
final class TrainingFilm {
  private static final int COLUMNS = 6;
  private static final int ROWS = 4;

  private final float[] latents;
  private final int[] labels;
  private final List<EpochFrame> frames = new ArrayList<>();

  TrainingFilm(long seed, VaeSpec spec) {
    labels = ClassLabels.inTurn(spec, COLUMNS * ROWS);
    latents = new float[COLUMNS * ROWS * spec.latent()];
    RandomStreams.fillNormal(
        new RandomStreams(seed).stream(Purpose.PRIOR_SAMPLES), latents, latents.length);
  }

  /**
   * Takes one more frame.
   *
   * @param epoch 0 before the first
   */
  void take(int epoch, SavedModel model) {
    try (TrainableVae network = model.open(COLUMNS * ROWS)) {
      frames.add(new EpochFrame(epoch, network.logits(latents, labels, COLUMNS * ROWS)));
    }
  }

  /** The frame taken last, as a PNG file. */
  byte[] lastFrame(int height, int width) {
    return Pictures.trainingFrame(frames.get(frames.size() - 1), height, width, COLUMNS);
  }

  /** An animated GIF. */
  byte[] gif(SavedModel model) {
    return Pictures.training(frames, model.height(), model.width(), COLUMNS);
  }
}
