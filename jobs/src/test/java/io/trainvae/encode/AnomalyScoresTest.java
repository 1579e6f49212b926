package io.trainvae.encode;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainvae.encode.AnomalyScores.Scored;
import io.trainvae.ingest.layout.IndexType;
import io.trainvae.rows.RowWriter;
import io.trainvae.storage.Storage;
import io.trainvae.testing.LocalSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnomalyScoresTest {
  private static final SparkSession SPARK = LocalSpark.session();

  @TempDir java.nio.file.Path folder;

  @Test
  void theHighestComeFirstAndTheLowestIndexOfEqualOnes() throws IOException {
    Path encoded = new Path(folder.toUri());
    RowWriter.write(
        JavaSparkContext.fromSparkContext(SPARK.sparkContext())
            .parallelize(List.of(row(0, 1, 5), row(1, 2, -3), row(2, 3, 9), row(3, 4, 5)), 2),
        EncodeJob.schema(IndexType.INT),
        Map.of(),
        new Path(encoded, "split=test"));
    Files.createFile(folder.resolve("_SUCCESS"));
    Storage storage = new Storage(SPARK.sparkContext().hadoopConfiguration());
    assertThat(AnomalyScores.highest(SPARK, storage, encoded, "", null, 3))
        .containsExactly(new Scored(2, 3, 9), new Scored(0, 1, 5), new Scored(3, 4, 5));
  }

  private static Row row(int index, int label, double score) {
    return RowFactory.create(index, label, new float[] {1}, new float[] {0}, score);
  }
}
