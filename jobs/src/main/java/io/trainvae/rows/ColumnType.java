package io.trainvae.rows;

import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/**
 * A type of a column without nulls: how Parquet and Spark describe it, and how a value is written.
 */
public enum ColumnType {
  /** Values are {@code Integer}. */
  INT(PrimitiveTypeName.INT32, "\"integer\"") {
    @Override
    void write(Object value, RecordConsumer to) {
      to.addInteger((Integer) value);
    }
  },

  /** Values are {@code Long}. */
  BIGINT(PrimitiveTypeName.INT64, "\"long\"") {
    @Override
    void write(Object value, RecordConsumer to) {
      to.addLong((Long) value);
    }
  },

  /** Values are {@code Double}. */
  DOUBLE(PrimitiveTypeName.DOUBLE, "\"double\"") {
    @Override
    void write(Object value, RecordConsumer to) {
      to.addDouble((Double) value);
    }
  },

  /** Values are {@code byte[]}. */
  BINARY(PrimitiveTypeName.BINARY, "\"binary\"") {
    @Override
    void write(Object value, RecordConsumer to) {
      to.addBinary(Binary.fromReusedByteArray((byte[]) value));
    }
  },

  /** An array; values are {@code float[]}. */
  FLOATS(
      PrimitiveTypeName.FLOAT,
      "{\"type\":\"array\",\"elementType\":\"float\",\"containsNull\":false}") {
    @Override
    Type parquet(String name) {
      return Types.requiredList().requiredElement(PrimitiveTypeName.FLOAT).named(name);
    }

    @Override
    void write(Object value, RecordConsumer to) {
      float[] values = (float[]) value;
      to.startGroup();
      if (values.length > 0) {
        to.startField("list", 0);
        for (float element : values) {
          to.startGroup();
          to.startField("element", 0);
          to.addFloat(element);
          to.endField("element", 0);
          to.endGroup();
        }
        to.endField("list", 0);
      }
      to.endGroup();
    }
  };

  private final PrimitiveTypeName parquet;
  private final String json;

  ColumnType(PrimitiveTypeName parquet, String json) {
    this.parquet = parquet;
    this.json = json;
  }

  Type parquet(String name) {
    return Types.required(parquet).named(name);
  }

  /** The type as Spark's {@code DataType.json} writes it. */
  public String json() {
    return json;
  }

  abstract void write(Object value, RecordConsumer to);
}
