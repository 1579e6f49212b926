package io.trainvae.train;

import io.trainvae.config.RunConfig;
import io.trainvae.inference.Inference;
import io.trainvae.inference.TestImages;
import io.trainvae.ingest.ParquetDataset;
import io.trainvae.network.OpenModel;
import io.trainvae.network.SavedModel;
import io.trainvae.picture.Pictures;
import io.trainvae.session.JobDescription;
import io.trainvae.storage.Storage;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/**
 * Samples and reconstructions after every epoch, as {@code epoch-0003-samples.png} and {@code
 * epoch-0003-reconstructions.png}: of the same latents and the same test images each time.
 */
final class EpochPictures {
  /** Indices of the test images that are drawn. */
  private static final int IMAGES = 20;

  private static final int COLUMNS = 10;

  private final Storage storage;
  private final Path folder;
  private final TestImages images;

  EpochPictures(Storage storage, Path folder, TestImages images) {
    this.storage = storage;
    this.folder = folder;
    this.images = images.wholeRows(COLUMNS, IMAGES);
  }

  /** The pictures, if the training asks for them. */
  static Optional<EpochPictures> of(
      SparkSession spark, Training training, SavedModel model, Path folder) {
    RunConfig config = training.config();
    if (!config.decode().epochPictures()
        || config.model().likelihood().isLinear()
        || training.source().dataset().isEmpty()) {
      return Optional.empty();
    }
    ParquetDataset dataset = training.source().dataset().get();
    try (Inference inference = new Inference(spark, dataset, model, config.evaluate());
        JobDescription described = JobDescription.of(spark, "read some test images")) {
      Storage storage = new Storage(spark.sparkContext().hadoopConfiguration());
      return Optional.of(new EpochPictures(storage, folder, TestImages.first(inference, IMAGES)));
    }
  }

  /**
   * @param film that has its frame of the epoch
   */
  void draw(int epoch, SavedModel model, TrainingFilm film) {
    write(epoch, "samples", film.lastFrame(model.image()));
    write(epoch, "reconstructions", reconstructions(model));
  }

  private byte[] reconstructions(SavedModel model) {
    int count = images.count();
    try (OpenModel network = model.open(count)) {
      float[] posterior = network.encode(images.images(), images.labels(), count);
      int latent = network.latent();
      float[] means = new float[count * latent];
      for (int i = 0; i < count; i++) {
        System.arraycopy(posterior, i * 2 * latent, means, i * latent, latent);
      }
      return Pictures.reconstructions(
          images.images(),
          network.logits(means, images.labels(), count),
          model.image(),
          Math.min(COLUMNS, count));
    }
  }

  private void write(int epoch, String what, byte[] png) {
    storage.writeAtomically(new Path(folder, "epoch-%04d-%s.png".formatted(epoch, what)), png);
  }
}
