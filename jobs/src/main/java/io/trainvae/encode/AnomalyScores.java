package io.trainvae.encode;

import io.trainvae.data.DatasetInfo;
import io.trainvae.data.Split;
import io.trainvae.encode.EncodedOutput.Description;
import io.trainvae.ingest.IndexType;
import io.trainvae.storage.Storage;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/** Reads what {@link EncodeJob} wrote. */
public final class AnomalyScores {
  private AnomalyScores() {}

  /**
   * A test image and how little it is like those of the training.
   *
   * @param index in the test split
   */
  public record Scored(long index, int label, double score) {}

  /**
   * The test images with the highest scores, the highest first; none if the output is not complete,
   * or of another model or data set.
   *
   * @param encoded an output of {@link EncodeJob}
   * @param parametersSha256 of the model
   * @param dataset of the test images
   */
  public static List<Scored> highest(
      SparkSession spark,
      Storage storage,
      Path encoded,
      String parametersSha256,
      DatasetInfo dataset,
      int most) {
    if (!EncodedOutput.isComplete(storage, encoded, parametersSha256, dataset)) {
      return List.of();
    }
    Path folder = new Path(encoded, Split.TEST.folder());
    String[] files = {folder.toString()};
    if (storage.exists(new Path(encoded, EncodedOutput.FILE))) {
      List<String> names =
          Description.read(storage, encoded).files().getOrDefault(Split.TEST.id(), List.of());
      if (!names.isEmpty()) {
        files =
            names.stream().map(name -> new Path(folder, name).toString()).toArray(String[]::new);
      }
    }
    return spark
        .read()
        .schema(EncodeJob.schema(IndexType.of(dataset)))
        .parquet(files)
        .select("index", "label", "anomaly_score")
        .orderBy(functions.desc("anomaly_score"), functions.asc("index"))
        .limit(most)
        .collectAsList()
        .stream()
        .map(row -> new Scored(row.<Number>getAs(0).longValue(), row.getInt(1), row.getDouble(2)))
        .toList();
  }
}
