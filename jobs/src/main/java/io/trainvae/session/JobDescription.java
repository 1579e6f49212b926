package io.trainvae.session;

import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * Sets the description of this thread's jobs in Spark's UI. Closing it restores the former
 * description.
 */
public final class JobDescription implements AutoCloseable {
  private static final String PROPERTY = "spark.job.description";

  private final SparkContext context;
  private final String before;

  private JobDescription(SparkContext context) {
    this.context = context;
    this.before = context.getLocalProperty(PROPERTY);
  }

  public static JobDescription of(SparkSession spark, String description) {
    return of(spark.sparkContext(), description);
  }

  public static JobDescription of(SparkContext context, String description) {
    JobDescription restored = new JobDescription(context);
    context.setLocalProperty(PROPERTY, description);
    return restored;
  }

  @Override
  public void close() {
    context.setLocalProperty(PROPERTY, before);
  }
}
