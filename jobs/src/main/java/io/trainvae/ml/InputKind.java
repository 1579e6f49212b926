package io.trainvae.ml;

import io.trainvae.network.PixelFormat;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Types of a column that a model can be given. */
enum InputKind {
  /** Spark ML's dense or sparse vectors. */
  VECTOR(PixelFormat.FLOAT32),
  /** {@code array<float>} or {@code array<double>}. */
  ARRAY(PixelFormat.FLOAT32),
  /** Unsigned bytes row by row, as in the column {@code image} of a data set. */
  BINARY(PixelFormat.UINT8),
  /** The struct of Spark's own image source, of unsigned bytes. */
  IMAGE(PixelFormat.UINT8);

  /** The expected types, for messages. */
  static final String EXPECTED =
      "vector, array<float>, array<double>, binary or the struct of Spark's image source";

  private static final List<String> IMAGE_FIELDS =
      List.of("height", "width", "nChannels", "mode", "data");

  private final PixelFormat format;

  InputKind(PixelFormat format) {
    this.format = format;
  }

  PixelFormat format() {
    return format;
  }

  static Optional<InputKind> of(DataType type) {
    if (type.equals(SQLDataTypes.VectorType())) {
      return Optional.of(VECTOR);
    }
    if (type instanceof ArrayType array) {
      DataType element = array.elementType();
      return element.equals(DataTypes.FloatType) || element.equals(DataTypes.DoubleType)
          ? Optional.of(ARRAY)
          : Optional.empty();
    }
    if (type.equals(DataTypes.BinaryType)) {
      return Optional.of(BINARY);
    }
    return type instanceof StructType struct
            && Arrays.asList(struct.fieldNames()).containsAll(IMAGE_FIELDS)
        ? Optional.of(IMAGE)
        : Optional.empty();
  }
}
