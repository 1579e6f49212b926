package io.trainvae.encode;

import io.trainvae.error.JobException;
import org.apache.spark.sql.SparkSession;

/** Placeholder. */
public record EncodeJob(SparkSession spark, EncodeRequest request) {
  public long execute() {
    throw JobException.failed("not built");
  }
}
