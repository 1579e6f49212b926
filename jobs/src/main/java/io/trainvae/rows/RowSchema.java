package io.trainvae.rows;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/** The columns of a file, in order. */
public record RowSchema(List<RowColumn> columns) {
  private static final String COLUMNS = "train-vae.rows.columns";

  public RowSchema {
    columns = List.copyOf(columns);
  }

  public static RowSchema of(RowColumn... columns) {
    return new RowSchema(List.of(columns));
  }

  /** The schema of the Parquet file, named as Spark names it. */
  MessageType message() {
    return new MessageType(
        "spark_schema", columns.stream().map(RowColumn::parquet).toArray(Type[]::new));
  }

  /** The schema as Spark's {@code StructType.json} writes it. */
  public String json() {
    return columns.stream()
        .map(RowColumn::json)
        .collect(Collectors.joining(",", "{\"type\":\"struct\",\"fields\":[", "]}"));
  }

  /** Puts the schema into the settings of a Spark job. */
  void write(Configuration conf) {
    conf.setStrings(
        COLUMNS,
        columns.stream().map(column -> column.name() + ":" + column.type()).toArray(String[]::new));
  }

  /** What {@link #write} wrote. */
  static RowSchema read(Configuration conf) {
    return new RowSchema(
        Arrays.stream(conf.getStrings(COLUMNS))
            .map(text -> text.split(":", 2))
            .map(parts -> new RowColumn(parts[0], ColumnType.valueOf(parts[1])))
            .toList());
  }
}
