package io.trainvae.ingest;

import io.trainvae.data.DatasetInfo;
import io.trainvae.error.JobException;
import org.apache.spark.sql.SparkSession;

/** Placeholder. */
public record IngestJob(SparkSession spark, IngestRequest request) {
  public DatasetInfo execute() {
    throw JobException.failed("not built");
  }
}
