package io.trainvae.train;

import io.trainvae.data.DatasetInfo;
import io.trainvae.data.Split;
import io.trainvae.inference.FeatureVectors;
import io.trainvae.ingest.ParquetDataset;
import io.trainvae.model.VaeSpec;
import io.trainvae.network.PixelFormat;
import io.trainvae.network.Standardisation;
import io.trainvae.shards.ImageChunk;
import java.io.Serializable;
import java.util.Optional;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.sql.Row;
import scala.Tuple2;

/**
 * The training split of a data set that {@code ingest} wrote.
 *
 * @param spec of the model; one of feature vectors gets them standardised
 */
record ParquetTrainingData(ParquetDataset parquet, VaeSpec spec) implements TrainingData {

  @Override
  public DatasetInfo info() {
    return parquet.info();
  }

  @Override
  public PixelFormat format() {
    return DatasetRules.format(info());
  }

  @Override
  public Standardisation standardisation() {
    return info().hasFeatures() && spec.likelihood().isLinear()
        ? new Standardisation(info().features().means(), info().features().deviations())
        : Standardisation.NONE;
  }

  @Override
  public JavaPairRDD<Long, byte[]> records(boolean includeTest) {
    JavaPairRDD<Long, byte[]> records = records(Split.TRAIN, 0);
    return includeTest ? records.union(records(Split.TEST, info().trainImages())) : records;
  }

  private JavaPairRDD<Long, byte[]> records(Split split, long firstIndex) {
    Records records = new Records(new FeatureVectors(info(), spec, standardisation()));
    return parquet
        .images(split)
        .mapToPair(
            row -> {
              // The record comes first: it checks the columns.
              byte[] record = records.record(row);
              return new Tuple2<>(firstIndex + row.getLong(ParquetDataset.INDEX), record);
            });
  }

  /** Makes records of rows, on the executors. */
  private record Records(FeatureVectors vectors) implements Serializable {
    byte[] record(Row row) {
      DatasetInfo info = vectors.dataset();
      if (info.hasFeatures()) {
        return ImageChunk.record(vectors.of(row), row.getInt(ParquetDataset.LABEL));
      }
      byte[] image = ParquetDataset.checkedImage(row, info);
      return ImageChunk.record(image, row.getInt(ParquetDataset.LABEL));
    }
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
