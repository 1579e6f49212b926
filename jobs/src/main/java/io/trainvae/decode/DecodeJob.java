package io.trainvae.decode;

import io.trainvae.error.JobException;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/** Placeholder. */
public record DecodeJob(SparkSession spark, DecodeRequest request) {
  public List<Path> execute() {
    throw JobException.failed("not built");
  }
}
