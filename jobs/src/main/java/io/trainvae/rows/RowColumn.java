package io.trainvae.rows;

import org.apache.parquet.schema.Type;

/**
 * A column without nulls.
 *
 * @param name letters and underscores
 */
public record RowColumn(String name, ColumnType type) {
  private static final String JSON =
      "{\"name\":\"%s\",\"type\":%s,\"nullable\":false,\"metadata\":{}}";

  /** The column in a Parquet file. */
  public Type parquet() {
    return type.parquet(name);
  }

  String json() {
    return JSON.formatted(name, type.json());
  }
}
