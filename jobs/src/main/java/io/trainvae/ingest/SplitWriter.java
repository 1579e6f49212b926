package io.trainvae.ingest;

import io.trainvae.data.Progress;
import io.trainvae.data.Split;
import io.trainvae.ingest.layout.IndexType;
import io.trainvae.ingest.layout.ParquetLayout;
import io.trainvae.rows.RowWriter;
import io.trainvae.session.JobDescription;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;

/**
 * Writes the rows of a split, a file for each partition.
 *
 * @param output of the data set, for messages
 * @param features whether rows are feature vectors
 */
record SplitWriter(
    SparkSession spark, Path output, IndexType index, boolean features, Progress progress) {

  void write(Split split, long images, JavaRDD<Row> rows, String description, Path target) {
    IndexType type = index;
    progress.begin("write " + split.id() + " split", images, features ? "rows" : "images");
    try (JobDescription described = JobDescription.of(spark, description)) {
      RowWriter.write(
          rows.map(row -> RowFactory.create(type.value(row.getLong(0)), row.get(1), row.get(2))),
          ParquetLayout.schema(features, type),
          ParquetLayout.OPTIONS,
          target);
      progress.reached(images);
    } catch (Exception e) {
      throw SparkFailures.translate("Cannot write " + output, e);
    } finally {
      progress.end();
    }
  }
}
