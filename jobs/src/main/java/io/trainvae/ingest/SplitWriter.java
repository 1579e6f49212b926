package io.trainvae.ingest;

import io.trainvae.data.Progress;
import io.trainvae.data.Split;
import io.trainvae.session.JobDescription;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * Writes the rows of a split, a file for each partition.
 *
 * @param output of the data set, for messages
 */
record SplitWriter(SparkSession spark, Path output, StructType schema, Progress progress) {

  void write(Split split, int images, JavaRDD<Row> rows, String description, Path target) {
    progress.begin("write " + split.id() + " split", images, "images");
    try (JobDescription described = JobDescription.of(spark, description)) {
      spark
          .createDataFrame(rows, schema)
          .write()
          .mode(SaveMode.Append)
          .options(ParquetLayout.OPTIONS)
          .parquet(target.toString());
      progress.reached(images);
    } catch (Exception e) {
      throw SparkFailures.translate("Cannot write " + output, e);
    } finally {
      progress.end();
    }
  }
}
