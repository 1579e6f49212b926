package io.trainvae.encode;

import io.trainvae.data.Split;
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
  public record Scored(int index, int label, double score) {}

  /**
   * The test images with the highest scores, the highest first; none when the output is not
   * complete.
   *
   * @param encoded an output of {@link EncodeJob}
   */
  public static List<Scored> highest(SparkSession spark, Storage storage, Path encoded, int most) {
    if (!storage.exists(new Path(encoded, "_SUCCESS"))) {
      return List.of();
    }
    return spark
        .read()
        .schema(EncodeJob.SCHEMA)
        .parquet(new Path(encoded, Split.TEST.folder()).toString())
        .select("index", "label", "anomaly_score")
        .orderBy(functions.desc("anomaly_score"), functions.asc("index"))
        .limit(most)
        .collectAsList()
        .stream()
        .map(row -> new Scored(row.getInt(0), row.getInt(1), row.getDouble(2)))
        .toList();
  }
}
