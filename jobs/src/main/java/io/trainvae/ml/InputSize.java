package io.trainvae.ml;

import io.trainvae.error.JobException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;

/**
 * Of every image, in pixels; or of every feature vector, as an image of one row.
 *
 * @param height 1 for a vector
 * @param width number of features for a vector
 */
record InputSize(int height, int width) {
  private static final Pattern HEIGHT_WIDTH = Pattern.compile("([1-9]\\d{0,3})x([1-9]\\d{0,3})");

  /** What is written as {@code 28x28}. */
  static InputSize parse(String text) {
    Matcher size = HEIGHT_WIDTH.matcher(text);
    if (!size.matches()) {
      throw JobException.usage(
          "Cannot use imageSize %s: expected HxW in pixels, as in 28x28".formatted(text));
    }
    return new InputSize(Integer.parseInt(size.group(1)), Integer.parseInt(size.group(2)));
  }

  /**
   * Tells by the first row that is not null, where neither the parameter nor the column's metadata
   * says it. So many numbers as make a square are an image of that size.
   *
   * @param imageSize the parameter; empty where it is not set
   */
  static InputSize of(Dataset<Row> rows, RowColumns columns, String imageSize) {
    if (!imageSize.isEmpty()) {
      return parse(imageSize);
    }
    StructField field = rows.schema().fields()[columns.input()];
    if (columns.kind() == InputKind.VECTOR) {
      int known = AttributeGroup.fromStructField(field).size();
      if (known > 0) {
        return ofNumbers(known);
      }
    }
    String input = "`" + columns.inputName() + "`";
    List<Row> first = rows.filter(rows.col(input).isNotNull()).limit(1).collectAsList();
    if (first.isEmpty()) {
      throw JobException.data(
          "Cannot train on the DataFrame: column %s has no value that is not null"
              .formatted(columns.inputName()));
    }
    return ofRow(first.get(0), columns);
  }

  private static InputSize ofRow(Row row, RowColumns columns) {
    int at = columns.input();
    return switch (columns.kind()) {
      case VECTOR -> ofNumbers(row.<Vector>getAs(at).size());
      case ARRAY -> ofNumbers(row.getList(at).size());
      case BINARY -> ofNumbers(row.<byte[]>getAs(at).length);
      case IMAGE -> {
        Row image = row.getStruct(at);
        yield new InputSize(image.getAs("height"), image.getAs("width"));
      }
    };
  }

  private static InputSize ofNumbers(int count) {
    if (count < 1) {
      throw JobException.data("Cannot train on the DataFrame: its first row has no numbers");
    }
    int side = (int) Math.round(Math.sqrt(count));
    return side * side == count ? new InputSize(side, side) : new InputSize(1, count);
  }
}
