package io.trainvae.testing;

import io.trainvae.rows.RowSchema;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/** Columns as Spark SQL has them. */
public final class SparkTypes {
  private SparkTypes() {}

  public static StructType of(RowSchema schema) {
    return (StructType) DataType.fromJson(schema.json());
  }
}
