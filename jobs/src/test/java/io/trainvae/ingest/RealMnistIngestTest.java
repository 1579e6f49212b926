package io.trainvae.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainvae.data.DatasetInfo;
import io.trainvae.data.DatasetInfo.SourceFile;
import io.trainvae.data.Progress;
import io.trainvae.data.Split;
import io.trainvae.ingest.layout.IndexType;
import io.trainvae.ingest.layout.ParquetLayout;
import io.trainvae.testing.LocalSpark;
import io.trainvae.testing.MnistFiles;
import io.trainvae.testing.SparkTypes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("long")
class RealMnistIngestTest {
  /** SHA-256 of the published files, computed with sha256sum. The downloader knows their MD5. */
  private static final List<SourceFile> SOURCES =
      List.of(
          new SourceFile(
              "train-images-idx3-ubyte.gz",
              "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"),
          new SourceFile(
              "train-labels-idx1-ubyte.gz",
              "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"),
          new SourceFile(
              "t10k-images-idx3-ubyte.gz",
              "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"),
          new SourceFile(
              "t10k-labels-idx1-ubyte.gz",
              "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"));

  /** The number of each digit among the 60,000. */
  private static final long[] TRAIN_LABELS = {
    5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949
  };

  @TempDir Path folder;

  @Test
  void ingestsMnistWhole() throws IOException {
    Path mnist = MnistFiles.requireFolder();
    SparkSession spark = LocalSpark.session();
    var output = new org.apache.hadoop.fs.Path("file://" + folder + "/mnist");
    DatasetInfo info =
        new IngestJob(
                spark,
                new IngestRequest(
                    mnist.toString(), output, OptionalInt.empty(), Optional.empty(), 0),
                Progress.SILENT)
            .execute();
    assertThat(info).isEqualTo(new DatasetInfo("mnist", false, 60000, 10000, 28, 28, 10, SOURCES));
    Dataset<Row> train = table(ParquetDataset.open(spark, output).images(Split.TRAIN));
    assertThat(train.select("index").distinct().count()).isEqualTo(60000);
    for (int digit = 0; digit < 10; digit++) {
      assertThat(train.where("label = " + digit).count()).isEqualTo(TRAIN_LABELS[digit]);
    }
    assertThat(train.rdd().getNumPartitions()).isGreaterThan(1);
    assertSamePixels(train, info, mnist, "train", 0, 7499, 7500, 31415, 59999);
    Dataset<Row> test = table(ParquetDataset.open(spark, output).images(Split.TEST));
    assertSamePixels(test, info, mnist, "t10k", 0, 2500, 9999);
  }

  private static void assertSamePixels(
      Dataset<Row> split, DatasetInfo info, Path mnist, String prefix, int... indices)
      throws IOException {
    for (int i : indices) {
      Row row = split.where("index = " + i).first();
      assertThat(ParquetDataset.checkedImage(row, info))
          .as("image %d", i)
          .isEqualTo(
              IdxFolder.inflate(
                  mnist.resolve(prefix + "-images-idx3-ubyte.gz"), 16 + 784 * i, 784));
      assertThat(row.getInt(ParquetDataset.LABEL))
          .isEqualTo(
              IdxFolder.inflate(mnist.resolve(prefix + "-labels-idx1-ubyte.gz"), 8 + i, 1)[0]);
    }
  }

  private Dataset<Row> table(JavaRDD<Row> images) {
    return LocalSpark.session()
        .createDataFrame(images, SparkTypes.of(ParquetLayout.schema(false, IndexType.BIGINT)));
  }
}
