package io.trainvae.evaluate;

import io.trainvae.error.JobException;
import io.trainvae.metrics.Summary;
import org.apache.spark.sql.SparkSession;

/** Placeholder. */
public record EvaluateJob(SparkSession spark, EvaluateRequest request) {
  public Summary execute() {
    throw JobException.failed("not built");
  }
}
