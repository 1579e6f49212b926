package io.trainvae.train;

import io.trainvae.network.SavedModel;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/** The film of a run, and the pictures of its epochs where they are asked for. */
final class RunPictures implements EpochDrawing {
  private final SparkSession spark;
  private final TrainingFilm film;
  private final Path folder;
  private Optional<EpochPictures> pictures = Optional.empty();

  /**
   * @param folder where pictures of every epoch go
   */
  RunPictures(SparkSession spark, TrainingFilm film, Path folder) {
    this.spark = spark;
    this.film = film;
    this.folder = folder;
  }

  @Override
  public void begin(Training training, SavedModel model) {
    film.begin(training.start(), model);
    pictures = EpochPictures.of(spark, training, model, folder);
  }

  @Override
  public void draw(int epoch, SavedModel model) {
    film.take(epoch, model);
    pictures.ifPresent(drawn -> drawn.draw(epoch, model, film));
  }
}
