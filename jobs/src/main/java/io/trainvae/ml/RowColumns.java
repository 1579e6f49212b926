package io.trainvae.ml;

import java.io.Serializable;
import org.apache.spark.sql.types.StructType;

/**
 * The positions of the model's inputs in a row.
 *
 * @param input place of the column of images or features
 * @param label place of the column of labels; -1 for none
 * @param key place of the column that identifies a row; -1 for none
 */
record RowColumns(
    InputKind kind,
    int input,
    String inputName,
    int label,
    String labelName,
    int key,
    String keyName)
    implements Serializable {

  static final int ABSENT = -1;

  static RowColumns of(StructType schema, VariationalAutoencoderParams params) {
    int input = schema.fieldIndex(params.getInputCol());
    return new RowColumns(
        InputKind.of(schema.fields()[input].dataType()).orElseThrow(),
        input,
        params.getInputCol(),
        place(schema, params.getLabelCol()),
        params.getLabelCol(),
        place(schema, params.getKeyCol()),
        params.getKeyCol());
  }

  private static int place(StructType schema, String column) {
    return column.isEmpty() ? ABSENT : schema.fieldIndex(column);
  }
}
