package io.trainvae.ingest.images;

import static org.apache.spark.ml.functions.vector_to_array;

import io.trainvae.error.JobException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;

/**
 * Feature vectors of a table: of one column of arrays of numbers or of Spark ML's vectors, or of
 * columns of single numbers, in the order in which they are named.
 *
 * @param shown the table, for messages
 * @param isText whether numbers are in text columns, as in CSV files
 */
record FeatureColumns(Dataset<Row> table, String shown, boolean isText) {
  private static final String ARRAYS = "array<float>";
  private static final String EXPECTED = "expected numbers, or one column of arrays or vectors";

  /**
   * One column of float arrays, null where a vector is.
   *
   * @throws JobException exit code 3 if there is no such column, or it is of another type
   */
  Column vectors(List<String> names) {
    names.forEach(this::require);
    DataType first = type(names.get(0));
    if (names.size() == 1 && first.equals(SQLDataTypes.VectorType())) {
      Column vector = column(names.get(0));
      // Spark's function fails on null.
      return functions.when(vector.isNotNull(), vector_to_array(vector, "float64")).cast(ARRAYS);
    }
    if (names.size() == 1 && first instanceof ArrayType array && isNumber(array.elementType())) {
      return column(names.get(0)).cast(ARRAYS);
    }
    for (String name : names) {
      if (!isNumber(type(name)) && !(isText && type(name) instanceof StringType)) {
        throw JobException.data(
            "Cannot use --features-column %s: in %s it is %s, %s; there is %s"
                .formatted(
                    name, shown, type(name).simpleString(), EXPECTED, ImageTable.columns(table)));
      }
    }
    return functions.array(
        names.stream().map(name -> column(name).cast("float")).toArray(Column[]::new));
  }

  /**
   * The first column of a row as little-endian floats; NaN where a number is null, null where the
   * vector is.
   */
  static byte[] bytes(Row row) {
    if (row.isNullAt(0)) {
      return null;
    }
    List<Float> vector = row.getList(0);
    ByteBuffer bytes =
        ByteBuffer.allocate(vector.size() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    vector.forEach(number -> bytes.putFloat(number == null ? Float.NaN : number));
    return bytes.array();
  }

  /** The result of {@link #bytes}, as a column of a row. */
  static float[] column(byte[] bytes) {
    FloatBuffer floats = floats(bytes);
    float[] values = new float[floats.remaining()];
    floats.get(values);
    return values;
  }

  static FloatBuffer floats(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
  }

  private void require(String name) {
    if (!Arrays.asList(table.columns()).contains(name)) {
      throw JobException.data(
          "Cannot use --features-column %s: %s has no such column, it has %s"
              .formatted(name, shown, ImageTable.columns(table)));
    }
  }

  private DataType type(String name) {
    return table.schema().apply(name).dataType();
  }

  private Column column(String name) {
    return table.col("`" + name + "`");
  }

  private static boolean isNumber(DataType type) {
    return type instanceof NumericType || type instanceof BooleanType;
  }
}
