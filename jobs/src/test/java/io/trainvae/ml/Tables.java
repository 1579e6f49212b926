package io.trainvae.ml;

import io.trainvae.testing.LocalSpark;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Small DataFrames for the tests of the stages. */
final class Tables {
  static final SparkSession SPARK = LocalSpark.session();
  static final StructType SCHEMA =
      new StructType()
          .add("id", DataTypes.LongType)
          .add("label", DataTypes.DoubleType)
          .add("features", SQLDataTypes.VectorType());

  private Tables() {}

  /**
   * Six features of very different sizes that follow from one hidden number, and its sign as the
   * label.
   */
  static List<Row> correlated(int count) {
    Random random = new Random(5);
    List<Row> rows = new ArrayList<>();
    for (long id = 0; id < count; id++) {
      double hidden = random.nextGaussian();
      double[] features = {
        1000 + 5 * hidden + 0.5 * random.nextGaussian(),
        -0.01 * hidden + 0.001 * random.nextGaussian(),
        hidden + 0.1 * random.nextGaussian(),
        3e6 - 1e6 * hidden + 1e5 * random.nextGaussian(),
        2 * hidden + 0.2 * random.nextGaussian(),
        7
      };
      rows.add(RowFactory.create(id, hidden > 0 ? 1.0 : 0.0, Vectors.dense(features)));
    }
    return rows;
  }

  static Dataset<Row> of(List<Row> rows, int partitions) {
    return SPARK.createDataFrame(rows, SCHEMA).repartition(partitions).toDF();
  }

  /** A small network for tables. */
  static VariationalAutoencoder stage() {
    return new VariationalAutoencoder()
        .setPreset("tabular")
        .setSettings(
            "model.encoder=[{type: dense, units: 12, activation: relu}]",
            "model.decoder=[{type: dense, units: 12, activation: relu}]",
            "model.latent=2",
            "train.batch=16",
            "optimiser.learning-rate=0.01")
        .setKeyCol("id")
        .setEpochs(2);
  }
}
