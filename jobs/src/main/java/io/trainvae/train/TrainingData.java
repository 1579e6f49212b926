package io.trainvae.train;

import io.trainvae.data.DatasetInfo;
import io.trainvae.ingest.ParquetDataset;
import io.trainvae.network.PixelFormat;
import io.trainvae.network.Standardisation;
import java.util.Optional;
import org.apache.spark.api.java.JavaPairRDD;

/** Images or feature vectors to train on, wherever they stand. */
public interface TrainingData {

  /** Size and number of the images. */
  DatasetInfo info();

  /** How the numbers of an image stand in a record. */
  PixelFormat format();

  /** What was done to the numbers before they became records. */
  Standardisation standardisation();

  /**
   * Index and {@linkplain io.trainvae.shards.ImageChunk#record record} of every image. The indices
   * of the training images are 0 to {@code info().trainImages() - 1}, in any order.
   *
   * @param includeTest whether the test images follow, with the indices after those
   */
  JavaPairRDD<Integer, byte[]> records(boolean includeTest);

  /** The data set that has test images beside these; empty if there are none. */
  Optional<ParquetDataset> dataset();

  /** Where they stand, for messages. */
  String place();
}
