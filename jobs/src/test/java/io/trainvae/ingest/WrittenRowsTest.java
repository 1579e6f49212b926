package io.trainvae.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trainvae.data.Split;
import io.trainvae.error.ExitCode;
import io.trainvae.error.JobException;
import io.trainvae.output.OutputFolder;
import io.trainvae.storage.Storage;
import io.trainvae.testing.LocalSpark;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SaveMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WrittenRowsTest {
  @TempDir Path folder;
  private final Configuration conf = LocalSpark.session().sparkContext().hadoopConfiguration();

  @Test
  void rowsAreCountedInTheFilesAndADifferenceIsAFailure() {
    Storage storage = new Storage(conf);
    org.apache.hadoop.fs.Path root = storage.path(folder.resolve("out").toString());
    try (OutputFolder output = OutputFolder.claim(storage, root, new DatasetOutput(), line -> {})) {
      assertThatThrownBy(() -> WrittenRows.checked(output, root, 5, conf))
          .hasMessage("Cannot write %s: 0 rows were written, expected 5".formatted(root));
      write(output, Split.TRAIN, 3);
      write(output, Split.TEST, 2);
      assertThat(WrittenRows.checked(output, root, 5, conf)).isEqualTo(5);
      assertThatThrownBy(() -> WrittenRows.checked(output, root, 6, conf))
          .isInstanceOfSatisfying(
              JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.FAILED))
          .hasMessage("Cannot write %s: 5 rows were written, expected 6".formatted(root));
    }
  }

  private static void write(OutputFolder output, Split split, int rows) {
    LocalSpark.session()
        .range(rows)
        .write()
        .mode(SaveMode.Append)
        .parquet(output.target(split).toString());
  }
}
