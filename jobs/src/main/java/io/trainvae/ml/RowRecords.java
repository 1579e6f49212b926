package io.trainvae.ml;

import io.trainvae.error.JobException;
import io.trainvae.model.Shape;
import io.trainvae.model.VaeSpec;
import io.trainvae.network.Standardisation;
import io.trainvae.shards.ImageChunk;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;

/**
 * Turns a row into a {@linkplain ImageChunk#record record}, which is what trainings and encoders
 * read. The same row gives the same record everywhere.
 *
 * @param image rows, columns and channels of an image; of feature vectors, one row of features
 * @param standardisation of features
 */
record RowRecords(RowColumns columns, VaeSpec spec, Shape image, Standardisation standardisation)
    implements Serializable {

  /** Numbers of an image or vector. */
  int numbers() {
    return image.size();
  }

  /** The same with features standardised. */
  RowRecords with(Standardisation other) {
    return new RowRecords(columns, spec, image, other);
  }

  /** The record of a row. */
  byte[] of(Row row) throws InvalidRowException {
    if (row.isNullAt(columns.input())) {
      throw new InvalidRowException("column %s is null".formatted(columns.inputName()));
    }
    int label = label(row);
    return switch (columns.kind()) {
      case VECTOR -> ofFeatures(features(row.<Vector>getAs(columns.input())), label);
      case ARRAY -> ofFeatures(features(row.<Number>getList(columns.input())), label);
      case BINARY -> ofBytes(row.getAs(columns.input()), label);
      case IMAGE -> ofImage(row.getStruct(columns.input()), label);
    };
  }

  /**
   * The failure of a row that may not be skipped.
   *
   * @param place of the row in its partition, 0 for the first
   */
  JobException refused(Row row, int partition, long place, InvalidRowException why) {
    String which =
        columns.key() == RowColumns.ABSENT
            ? "row %d of partition %d".formatted(place, partition)
            : "the row with %s %s".formatted(columns.keyName(), row.get(columns.key()));
    return JobException.data(
        "Cannot use %s: %s; handleInvalid skip leaves such rows out"
            .formatted(which, why.getMessage()));
  }

  private int label(Row row) throws InvalidRowException {
    if (spec.classes() == 0) {
      return 0;
    }
    Object label = row.get(columns.label());
    double number = label instanceof Number met ? met.doubleValue() : Double.NaN;
    if (!(number >= 0 && number < spec.classes() && number == Math.rint(number))) {
      throw new InvalidRowException(
          "column %s is %s, expected a label 0 to %d"
              .formatted(columns.labelName(), label, spec.classes() - 1));
    }
    return (int) number;
  }

  private float[] features(Vector vector) throws InvalidRowException {
    checkCount(vector.size(), "numbers");
    double[] values = vector.toArray();
    float[] features = new float[values.length];
    for (int i = 0; i < features.length; i++) {
      features[i] = checked((float) values[i], values[i], i);
    }
    return features;
  }

  private float[] features(List<Number> values) throws InvalidRowException {
    checkCount(values.size(), "numbers");
    float[] features = new float[values.size()];
    for (int i = 0; i < features.length; i++) {
      Number value = values.get(i);
      if (value == null) {
        throw new InvalidRowException("column %s has null at %d".formatted(columns.inputName(), i));
      }
      features[i] = checked(value.floatValue(), value, i);
    }
    return features;
  }

  private float checked(float value, Object met, int at) throws InvalidRowException {
    if (!Float.isFinite(value)) {
      throw new InvalidRowException(
          "column %s has %s at %d, expected a finite float"
              .formatted(columns.inputName(), met, at));
    }
    if (!spec.likelihood().isLinear() && !(value >= 0 && value <= 1)) {
      throw new InvalidRowException(
          "column %s has %s at %d, expected 0 to 1 with this likelihood; preset tabular is for numbers of any size"
              .formatted(columns.inputName(), met, at));
    }
    return value;
  }

  private byte[] ofFeatures(float[] features, int label) {
    standardisation.apply(features, 0, features.length);
    return ImageChunk.record(features, label);
  }

  private byte[] ofBytes(byte[] image, int label) throws InvalidRowException {
    checkCount(image.length, "bytes");
    return ImageChunk.record(image, label);
  }

  private byte[] ofImage(Row struct, int label) throws InvalidRowException {
    Shape met = InputSize.ofStruct(struct);
    if (!met.equals(image)) {
      throw new InvalidRowException(
          "column %s has an image of %s, expected %s"
              .formatted(columns.inputName(), met.inPixels(), image.inPixels()));
    }
    byte[] data = struct.getAs("data");
    return ofBytes(image.channels() == 3 ? redFirst(data) : data, label);
  }

  /** Spark's image source has blue first. */
  private static byte[] redFirst(byte[] blueFirst) {
    byte[] redFirst = blueFirst.clone();
    for (int i = 0; i + 2 < redFirst.length; i += 3) {
      redFirst[i] = blueFirst[i + 2];
      redFirst[i + 2] = blueFirst[i];
    }
    return redFirst;
  }

  private void checkCount(int met, String what) throws InvalidRowException {
    if (met != numbers()) {
      throw new InvalidRowException(
          "column %s has %d %s, expected %d".formatted(columns.inputName(), met, what, numbers()));
    }
  }
}
