package io.trainvae.train;

import io.trainvae.checkpoint.Position;
import io.trainvae.model.Shape;
import io.trainvae.model.VaeSpec;
import io.trainvae.network.ClassLabels;
import io.trainvae.network.OpenModel;
import io.trainvae.network.RandomStreams;
import io.trainvae.network.RandomStreams.Purpose;
import io.trainvae.network.SavedModel;
import io.trainvae.picture.Pictures;
import io.trainvae.picture.Pictures.EpochFrame;
import java.util.ArrayList;
import java.util.List;

/**
 * A film of the same latents decoded after every epoch. For a long training it keeps only as many
 * frames as the film can show.
 */
final class TrainingFilm {
  private static final int COLUMNS = 6;
  private static final int ROWS = 4;
  private static final int MOST_STEPS = 58;

  private final float[] latents;
  private final int[] labels;
  private final int stride;
  private final FrameFiles files;
  private final List<EpochFrame> kept = new ArrayList<>();
  private EpochFrame last;

  /**
   * @param epochs of the whole training
   */
  TrainingFilm(long seed, VaeSpec spec, int epochs, FrameFiles files) {
    this.labels = ClassLabels.inTurn(spec, COLUMNS * ROWS);
    this.latents = new float[COLUMNS * ROWS * spec.latent()];
    this.stride = Math.max(1, (epochs + MOST_STEPS - 1) / MOST_STEPS);
    this.files = files;
    RandomStreams.fillNormal(
        new RandomStreams(seed).stream(Purpose.PRIOR_SAMPLES), latents, latents.length);
  }

  /**
   * Takes one more frame.
   *
   * @param epoch 0 before the first
   */
  void take(int epoch, SavedModel model) {
    try (OpenModel network = model.open(COLUMNS * ROWS)) {
      last = new EpochFrame(epoch, network.logits(latents, labels, COLUMNS * ROWS));
    }
    if (epoch % stride == 0) {
      kept.add(last);
      files.write(epoch, last.logits());
    }
  }

  /**
   * Takes the frames that an earlier process took, and where it can be, the one that lacks.
   *
   * @param model the model at that point
   */
  void begin(Position at, SavedModel model) {
    int length = COLUMNS * ROWS * model.pixels();
    for (int epoch = 0; epoch <= at.closedEpochs(); epoch += stride) {
      int taken = epoch;
      files.read(epoch, length).ifPresent(logits -> kept.add(new EpochFrame(taken, logits)));
    }
    last = kept.isEmpty() ? null : kept.get(kept.size() - 1);
    if (at.betweenEpochs() && !at.hasOpenEpoch() && (isEmpty() || last.epoch() != at.epochs())) {
      take(at.epochs(), model);
    }
  }

  boolean isEmpty() {
    return last == null;
  }

  /** The frame taken last, as a PNG file. */
  byte[] lastFrame(Shape image) {
    return Pictures.trainingFrame(last, image, COLUMNS);
  }

  /** An animated GIF, which ends with the frame taken last. */
  byte[] gif(SavedModel model) {
    List<EpochFrame> frames = new ArrayList<>(kept);
    if (frames.isEmpty() || frames.get(frames.size() - 1) != last) {
      frames.add(last);
    }
    return Pictures.training(frames, model.image(), COLUMNS);
  }
}
