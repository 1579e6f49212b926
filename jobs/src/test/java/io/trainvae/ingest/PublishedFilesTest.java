package io.trainvae.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trainvae.data.DatasetInfo;
import io.trainvae.data.Progress;
import io.trainvae.data.Split;
import io.trainvae.data.matlab.MatlabFixture;
import io.trainvae.error.ExitCode;
import io.trainvae.error.JobException;
import io.trainvae.testing.LocalSpark;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import us.hebi.matlab.mat.types.MatlabType;

/** Files as the publishers of EMNIST, QMNIST and CIFAR lay them out. */
class PublishedFilesTest {
  private final SparkSession spark = LocalSpark.session();

  @TempDir Path folder;
  @TempDir Path elsewhere;

  @Test
  void emnistIsPutUprightAndItsLettersCountFromZero() throws IOException {
    emnist("letters", new byte[] {1, 5, 3});
    for (String source : List.of(folder.toString(), "emnist-letters:" + folder)) {
      DatasetInfo info = ingest(source);
      assertThat(info.classes()).isEqualTo(5);
      Row second = row(1);
      assertThat(second.getInt(ParquetDataset.LABEL)).isEqualTo(4);
      // 10 11 12 13 / 14 ... in the file, by columns.
      assertThat(ParquetDataset.checkedImage(second, info))
          .startsWith(10, 14, 18, 22, 11, 15)
          .endsWith(21, 25);
    }
    emnist("digits", new byte[] {0, 2, 1});
    assertThat(ingest("emnist-digits:" + folder).classes()).isEqualTo(3);
    refused(
        folder.toString(),
        ExitCode.DATA,
        "expected one of emnist-letters:file:%s, emnist-digits:file:%s".formatted(folder, folder));
    refused("emnist-balanced:" + folder, ExitCode.DATA, "(with .gz or without)");
  }

  private void emnist(String split, byte[] labels) throws IOException {
    for (String half : List.of("train", "test")) {
      String start = "emnist-" + split + "-" + half;
      ByteBuffer file = ByteBuffer.allocate(8 + 3).putInt(2049).putInt(3).put(labels);
      Files.write(folder.resolve(start + "-labels-idx1-ubyte"), file.array());
      Files.write(
          folder.resolve(start + "-images-idx3-ubyte.gz"), IdxFolder.gzip(IdxFolder.images(3)));
    }
  }

  @Test
  void qmnistHasTheClassInTheFirstOfEightColumns() throws IOException {
    for (String half : List.of("train", "test")) {
      ByteBuffer labels = ByteBuffer.allocate(12 + 2 * 32).putInt(0x0c02).putInt(2).putInt(8);
      labels.putInt(7).putInt(1).putInt(2).putInt(3).putInt(4).putInt(5).putInt(6).putInt(9);
      labels.putInt(2).put(new byte[28]);
      Files.write(folder.resolve("qmnist-" + half + "-labels-idx2-int"), labels.array());
      Files.write(folder.resolve("qmnist-" + half + "-images-idx3-ubyte"), IdxFolder.images(2));
    }
    DatasetInfo info = ingest("qmnist:" + folder);
    assertThat(info.name()).isEqualTo("qmnist");
    assertThat(info.classes()).isEqualTo(8);
    assertThat(row(0).getInt(ParquetDataset.LABEL)).isEqualTo(7);
    assertThat(row(1).getInt(ParquetDataset.LABEL)).isEqualTo(2);
    assertThat(ParquetDataset.checkedImage(row(1), info)).startsWith(10, 11, 12, 13, 14);
    byte[] seven = Files.readAllBytes(folder.resolve("qmnist-test-labels-idx2-int"));
    seven[11] = 7;
    Files.write(folder.resolve("qmnist-test-labels-idx2-int"), seven);
    refused("qmnist:" + folder, ExitCode.DATA, "7 columns, expected 8");
  }

  @Test
  void cifarHasPlanes() throws IOException {
    for (int i = 1; i <= 5; i++) {
      Files.write(folder.resolve("data_batch_%d.bin".formatted(i)), cifar(1, i, i + 1));
    }
    Files.write(folder.resolve("test_batch.bin"), cifar(1, 0));
    Files.writeString(folder.resolve("batches.meta.txt"), "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n\n");
    DatasetInfo info = ingest("cifar-10:" + folder);
    assertThat(info.trainImages()).isEqualTo(10);
    assertThat(info.testImages()).isEqualTo(1);
    assertThat(info.image()).hasToString("32x32x3");
    assertThat(info.classNames()).hasSize(10).startsWith("a", "b");
    assertThat(info.sources()).hasSize(6);
    assertThat(row(3).getInt(ParquetDataset.LABEL)).isEqualTo(3);
    byte[] image = ParquetDataset.checkedImage(row(3), info);
    assertThat(image).startsWith(3, 103, -53, 3, 103, -53);

    Files.write(folder.resolve("train.bin"), cifar(2, 99, 5, 7));
    Files.write(folder.resolve("test.bin"), cifar(2, 1));
    DatasetInfo hundred = ingest("cifar-100:" + folder);
    assertThat(hundred.classes()).isEqualTo(100);
    assertThat(hundred.classNames()).isEmpty();
    assertThat(row(0).getInt(ParquetDataset.LABEL)).isEqualTo(99);

    Files.write(folder.resolve("test.bin"), new byte[5000]);
    refused("cifar-100:" + folder, ExitCode.DATA, "5,000 bytes, expected whole records of 3,074");
    Files.delete(folder.resolve("data_batch_4.bin"));
    refused(
        "cifar-10:" + folder,
        ExitCode.DATA,
        "it has no data_batch_4.bin (unpacked, of the binary version)");
  }

  /** Records whose three planes have the values label, label + 100 and label + 200. */
  private static byte[] cifar(int labelBytes, int... labels) {
    ByteBuffer bytes = ByteBuffer.allocate(labels.length * (labelBytes + 3072));
    for (int label : labels) {
      bytes.put(new byte[labelBytes - 1]).put((byte) label);
      for (int plane = 0; plane < 3; plane++) {
        byte[] values = new byte[1024];
        Arrays.fill(values, (byte) (label + 100 * plane));
        bytes.put(values);
      }
    }
    return bytes.array();
  }

  @Test
  void silhouettesOfMatlabFilesHaveThreeSplits() throws IOException {
    MatlabFixture file = new MatlabFixture();
    Map.of("train", 5, "val", 3, "test", 2)
        .forEach(
            (split, images) ->
                file.with(
                        split + "_data",
                        MatlabType.UInt8,
                        i -> i % images == 1 ? 0 : 1,
                        images,
                        784)
                    .with(split + "_labels", MatlabType.UInt8, i -> i + 1, images, 1));
    file.write(folder.resolve("caltech101_silhouettes_28_split1.mat"));
    DatasetInfo info = ingest("caltech-silhouettes:" + folder, OptionalInt.of(4));
    assertThat(info.name()).isEqualTo("caltech-silhouettes");
    assertThat(info.size()).isEqualTo("28x28");
    assertThat(info.classes()).isEqualTo(101);
    for (Split split : Split.values()) {
      assertThat(ParquetDataset.open(spark, output()).images(split).count())
          .isEqualTo(info.images(split));
    }
    assertThat(info.trainImages()).isEqualTo(4);
    assertThat(info.validationImages()).isEqualTo(3);
    assertThat(row(2).getInt(ParquetDataset.LABEL)).isEqualTo(2);
    assertThat(ParquetDataset.checkedImage(row(1), info)).containsOnly(255);
    assertThat(ParquetDataset.checkedImage(row(0), info)).containsOnly(0);
    refused("svhn:" + folder, ExitCode.DATA, "train_32x32.mat: no such file");
    var sized =
        new IngestRequest(
            "caltech-silhouettes:" + folder,
            output(),
            OptionalInt.empty(),
            Optional.of(new IngestRequest.Size(32, 32)),
            0);
    assertThatThrownBy(() -> new IngestJob(spark, sized, Progress.SILENT).execute())
        .hasMessage("Cannot resize caltech-silhouettes to 32x32: expected its own 28x28");
  }

  @Test
  void filesThatAreNotDownloadedNeedAPlace() {
    refused("omniglot", ExitCode.USAGE, "expected omniglot:FOLDER, with its files");
    refused("emnist-letters", ExitCode.USAGE, "expected emnist-letters:FOLDER, with its files");
  }

  private void refused(String source, ExitCode code, String end) {
    assertThatThrownBy(() -> ingest(source))
        .isInstanceOfSatisfying(JobException.class, e -> assertThat(e.exitCode()).isEqualTo(code))
        .hasMessageStartingWith("Cannot ")
        .hasMessageEndingWith(end);
  }

  private DatasetInfo ingest(String source) {
    return ingest(source, OptionalInt.empty());
  }

  private DatasetInfo ingest(String source, OptionalInt limit) {
    var request = new IngestRequest(source, output(), limit, Optional.empty(), 0);
    return new IngestJob(spark, request, Progress.SILENT).execute();
  }

  private Row row(long index) {
    return ParquetDataset.open(spark, output()).imagesAt(Split.TRAIN, List.of(index)).first();
  }

  private org.apache.hadoop.fs.Path output() {
    return new org.apache.hadoop.fs.Path(elsewhere.resolve("out").toUri());
  }
}
