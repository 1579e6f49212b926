package io.trainvae.train;

import io.trainvae.data.DatasetInfo;
import io.trainvae.data.Split;
import io.trainvae.ingest.ParquetDataset;
import io.trainvae.network.PixelFormat;
import io.trainvae.network.Standardisation;
import io.trainvae.shards.ImageChunk;
import java.util.Optional;
import org.apache.spark.api.java.JavaPairRDD;
import scala.Tuple2;

/** The training split of a data set that {@code ingest} wrote. */
record ParquetTrainingData(ParquetDataset parquet) implements TrainingData {

  @Override
  public DatasetInfo info() {
    return parquet.info();
  }

  @Override
  public PixelFormat format() {
    return PixelFormat.UINT8;
  }

  @Override
  public Standardisation standardisation() {
    return Standardisation.NONE;
  }

  @Override
  public JavaPairRDD<Integer, byte[]> records(boolean includeTest) {
    JavaPairRDD<Integer, byte[]> records = records(parquet, Split.TRAIN, 0);
    return includeTest
        ? records.union(records(parquet, Split.TEST, info().trainImages()))
        : records;
  }

  private static JavaPairRDD<Integer, byte[]> records(
      ParquetDataset dataset, Split split, int firstIndex) {
    DatasetInfo info = dataset.info();
    return dataset
        .images(split)
        .mapToPair(
            row -> {
              byte[] image = ParquetDataset.checkedImage(row, info);
              return new Tuple2<>(
                  firstIndex + row.getInt(ParquetDataset.INDEX),
                  ImageChunk.record(image, row.getInt(ParquetDataset.LABEL)));
            });
  }

  @Override
  public Optional<ParquetDataset> dataset() {
    return Optional.of(parquet);
  }

  @Override
  public String place() {
    return parquet.root().toString();
  }
}
