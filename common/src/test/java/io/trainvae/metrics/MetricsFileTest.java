package io.trainvae.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trainvae.storage.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsFileTest {
  private static final Instant TIME = Instant.parse("2026-02-03T04:05:06.123456Z");

  @TempDir Path folder;
  private MetricsFile metrics;

  @BeforeEach
  void open() {
    Storage storage = new Storage(new Configuration(false));
    metrics = new MetricsFile(storage, storage.path(folder.resolve("metrics").toString()));
  }

  @Test
  void rowsAreReadBackInOrderAndAnEpochWrittenTwiceIsThereOnce() throws IOException {
    MetricRow first = row(1, "train", 165.5);
    MetricRow second = row(2, "train", Double.NaN);
    MetricRow test = row(2, "test", -0.0);
    metrics.writeTest(List.of(test));
    metrics.writeEpoch(2, List.of(row(2, "train", 1.0), first));
    metrics.writeEpoch(2, List.of(second));
    metrics.writeEpoch(1, List.of(first));
    assertThat(metrics.read()).containsExactly(first, second, test);
    try (var files = Files.list(folder.resolve("metrics"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("epoch-0001.parquet", "epoch-0002.parquet", "test.parquet");
    }
  }

  @Test
  void anEvaluationWithTheSameFiguresLeavesTheSameBytes() throws IOException {
    Path file = folder.resolve("metrics/test.parquet");
    MetricRow row = row(2, "test", 104.5);
    metrics.writeTest(List.of(row, row(2, "test", Double.NaN)));
    byte[] bytes = Files.readAllBytes(file);
    Instant later = TIME.plusSeconds(60);
    metrics.writeTest(List.of(row.at(later), row(2, "test", Double.NaN).at(later)));
    assertThat(file).hasBinaryContent(bytes);
    metrics.writeTest(List.of(row(2, "test", Math.nextUp(104.5)).at(later)));
    assertThat(metrics.read()).containsExactly(row(2, "test", Math.nextUp(104.5)).at(later));
    Files.writeString(file, "nothing of the kind");
    metrics.writeTest(List.of(row));
    assertThat(metrics.read()).containsExactly(row);
  }

  @Test
  void noFolderMeansNoRows() {
    assertThat(metrics.read()).isEmpty();
  }

  @Test
  void brokenFilesAreNamed() throws IOException {
    Files.createDirectories(folder.resolve("metrics"));
    Files.writeString(folder.resolve("metrics/epoch-0001.parquet"), "nothing of the kind");
    assertThatThrownBy(() -> metrics.read())
        .hasMessageStartingWith(
            "Cannot read file:%s/metrics/epoch-0001.parquet as metrics: ".formatted(folder))
        .hasMessageContaining("is not a Parquet file");
  }

  private static MetricRow row(int epoch, String split, double value) {
    return new MetricRow("run", epoch, epoch * 24, split, "neg_elbo", value, TIME);
  }
}
