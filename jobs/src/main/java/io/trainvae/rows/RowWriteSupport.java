package io.trainvae.rows;

import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.spark.package$;
import org.apache.spark.sql.Row;

/**
 * Hands the values of rows to Parquet, with the description of the columns that Spark looks for.
 */
final class RowWriteSupport extends WriteSupport<Row> {
  private List<RowColumn> columns;
  private RecordConsumer consumer;

  @Override
  public WriteContext init(Configuration conf) {
    RowSchema schema = RowSchema.read(conf);
    columns = schema.columns();
    return new WriteContext(
        schema.message(),
        Map.of(
            "org.apache.spark.version",
            package$.MODULE$.SPARK_VERSION_SHORT(),
            "org.apache.spark.sql.parquet.row.metadata",
            schema.json()));
  }

  @Override
  public void prepareForWrite(RecordConsumer recordConsumer) {
    consumer = recordConsumer;
  }

  @Override
  public void write(Row row) {
    consumer.startMessage();
    for (int i = 0; i < columns.size(); i++) {
      RowColumn column = columns.get(i);
      consumer.startField(column.name(), i);
      column.type().write(row.get(i), consumer);
      consumer.endField(column.name(), i);
    }
    consumer.endMessage();
  }
}
