package io.trainvae.ml;

import io.trainvae.inference.Inference;
import io.trainvae.network.SavedModel;
import java.util.Arrays;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/** Takes the rows of a DataFrame through a model. */
record Transformation(VariationalAutoencoderModel stage, ModelBroadcast broadcast) {

  /**
   * @param schema with the columns to add
   */
  Dataset<Row> of(Dataset<?> dataset, StructType schema) {
    SavedModel model = stage.model();
    Inference.checkSize(model.spec(), model.image(), stage.config().evaluate());
    Broadcast<SavedModel> sent = broadcast.in(dataset.sparkSession().sparkContext());
    RowScorer scorer =
        new RowScorer(
            sent,
            new RowRecords(
                RowColumns.of(dataset.schema(), stage),
                model.spec(),
                model.image(),
                model.standardisation()),
            Outputs.of(stage),
            HandleInvalid.of(stage.getHandleInvalid()),
            stage.config().evaluate().seed(),
            stage.config().evaluate().batch());
    return withMetadata(dataset.toDF().mapPartitions(scorer, Encoders.row(schema)), schema);
  }

  /** Rows that went through code of ours have lost what Spark ML knows of their columns. */
  private static Dataset<Row> withMetadata(Dataset<Row> rows, StructType schema) {
    return rows.select(
        Arrays.stream(schema.fields())
            .map(field -> rows.col("`" + field.name() + "`").as(field.name(), field.metadata()))
            .toArray(Column[]::new));
  }
}
