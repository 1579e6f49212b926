package io.trainvae.train;

import io.trainvae.data.DatasetInfo;
import io.trainvae.ingest.ParquetDataset;
import io.trainvae.network.PixelFormat;
import io.trainvae.network.Standardisation;
import java.util.Optional;
import org.apache.spark.api.java.JavaPairRDD;

/** Images or feature vectors to train on, from any source. */
public interface TrainingData {

  /** Size and number of the images. */
  DatasetInfo info();

  /** How a record stores the numbers of an image. */
  PixelFormat format();

  /** How the numbers were scaled before they were stored in records. */
  Standardisation standardisation();

  /**
   * Index and {@linkplain io.trainvae.shards.ImageChunk#record record} of every image. The indices
   * of the training images are 0 to {@code info().trainImages() - 1}, in any order.
   *
   * @param includeTest whether the test images follow, with the indices after those
   */
  JavaPairRDD<Long, byte[]> records(boolean includeTest);

  /** The data set that contains the test images; empty if there are none. */
  Optional<ParquetDataset> dataset();

  /** The place of the data, for messages. */
  String place();
}
