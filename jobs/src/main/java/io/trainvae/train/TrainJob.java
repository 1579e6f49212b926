package io.trainvae.train;

import io.trainvae.error.JobException;
import io.trainvae.metrics.Summary;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/** Placeholder. */
public record TrainJob(SparkSession spark, TrainRequest request, List<TrainListener> listeners) {
  public Summary execute() {
    throw JobException.failed("not built");
  }
}
