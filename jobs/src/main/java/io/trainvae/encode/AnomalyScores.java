package io.trainvae.encode;

import io.trainvae.data.DatasetInfo;
import io.trainvae.data.Split;
import io.trainvae.encode.EncodedOutput.Description;
import io.trainvae.ingest.SplitFiles;
import io.trainvae.ingest.SplitRows;
import io.trainvae.storage.Storage;
import io.trainvae.storage.StorageErrors;
import java.io.IOException;
import java.io.Serializable;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** Reads what {@link EncodeJob} wrote. */
public final class AnomalyScores {
  private AnomalyScores() {}

  /**
   * A test image and how little it is like those of the training.
   *
   * @param index in the test split
   */
  public record Scored(long index, int label, double score) implements Serializable {}

  /** The highest score first; of equal ones, the lowest index. */
  private static final class Order implements Comparator<Scored>, Serializable {
    private static final long serialVersionUID = 1;

    @Override
    public int compare(Scored a, Scored b) {
      int byScore = Double.compare(b.score(), a.score());
      return byScore != 0 ? byScore : Long.compare(a.index(), b.index());
    }
  }

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
    List<String> names =
        storage.exists(new Path(encoded, EncodedOutput.FILE))
            ? Description.read(storage, encoded).files().getOrDefault(Split.TEST.id(), List.of())
            : List.of();
    List<String> columns = List.of(EncodeJob.INDEX, EncodeJob.LABEL, EncodeJob.SCORE);
    try {
      return SplitRows.of(
              JavaSparkContext.fromSparkContext(spark.sparkContext()),
              new SplitFiles(folder, names),
              columns,
              Optional.empty())
          .map(row -> new Scored(row.getLong(0), row.getInt(1), row.getDouble(2)))
          .takeOrdered(most, new Order());
    } catch (IOException e) {
      throw StorageErrors.of("read", folder, e);
    }
  }
}
