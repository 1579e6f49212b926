package io.trainvae.ml;

import io.trainvae.error.JobException;
import io.trainvae.model.Shape;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;

/** Finds out rows, columns and channels of the images of a column; features are one row. */
final class InputSize {
  private static final Pattern SIZE =
      Pattern.compile("([1-9]\\d{0,3})x([1-9]\\d{0,3})(?:x([13]))?");

  private InputSize() {}

  /** The image size, written as {@code 28x28}, or {@code 32x32x3} in colour. */
  static Shape parse(String text) {
    Matcher size = SIZE.matcher(text);
    if (!size.matches()) {
      throw JobException.usage(
          "Cannot use imageSize %s: expected HxW in pixels, as in 28x28, or HxWx3 in colour"
              .formatted(text));
    }
    int channels = size.group(3) == null ? 1 : Integer.parseInt(size.group(3));
    return new Shape(Integer.parseInt(size.group(1)), Integer.parseInt(size.group(2)), channels);
  }

  /**
   * Tells by the first row that is not null, where neither the parameter nor the column's metadata
   * says it. So many numbers as make a square are an image of that size.
   *
   * @param imageSize the parameter; empty where it is not set
   */
  static Shape of(Dataset<Row> rows, RowColumns columns, String imageSize) {
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

  private static Shape ofRow(Row row, RowColumns columns) {
    int at = columns.input();
    return switch (columns.kind()) {
      case VECTOR -> ofNumbers(row.<Vector>getAs(at).size());
      case ARRAY -> ofNumbers(row.getList(at).size());
      case BINARY -> ofNumbers(row.<byte[]>getAs(at).length);
      case IMAGE -> ofStruct(row.getStruct(at));
    };
  }

  /** The size in a struct of Spark's image source. */
  static Shape ofStruct(Row image) {
    return new Shape(image.getAs("height"), image.getAs("width"), image.getAs("nChannels"));
  }

  private static Shape ofNumbers(int count) {
    if (count < 1) {
      throw JobException.data("Cannot train on the DataFrame: its first row has no numbers");
    }
    int side = (int) Math.round(Math.sqrt(count));
    return side * side == count ? Shape.grey(side, side) : Shape.grey(1, count);
  }
}
