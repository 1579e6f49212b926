package io.trainvae.ml;

import static io.trainvae.ml.Tables.SPARK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.trainvae.error.JobException;
import io.trainvae.testing.ProjectFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.io.FileUtils;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model that version 0.1 of this program saved, in {@code src/test/saved-models}. */
class SavedBeforeTest {
  private static final Path SAVED =
      ProjectFiles.root().resolve("jobs/src/test/saved-models/version-0.1");

  @TempDir Path folder;

  private static Row scored(VariationalAutoencoderModel model) {
    Row row = RowFactory.create(1L, 0.0, Vectors.dense(1003, -0.004, 0.5, 2.4e6, 1.1, 7));
    return model.transform(SPARK.createDataFrame(List.of(row), Tables.SCHEMA)).first();
  }

  @Test
  void loadsAndScoresAsItDidThen() {
    VariationalAutoencoderModel model = VariationalAutoencoderModel.load(SAVED.toString());
    assertThat(model.parametersSha256())
        .isEqualTo("99319fad88126803f0840502d1b3590d51f0a4fdb2f96c7999f1b766781258f7");
    Row row = scored(model);
    assertThat(row.<Double>getAs("outlierScore")).isCloseTo(4.0774, within(1e-3));
    assertThat(row.<Vector>getAs("latent").apply(0)).isCloseTo(0.43999, within(1e-5));
  }

  @Test
  void aFormatOfALaterVersionIsRefused() throws IOException {
    FileUtils.copyDirectory(SAVED.toFile(), folder.toFile());
    Path description = folder.resolve("model/model.json");
    Files.writeString(
        description, Files.readString(description).replace("\"format\" : 3", "\"format\" : 9"));
    assertThat(SPARK.version()).as("a session is there to read with").startsWith("3.5");
    assertThatThrownBy(() -> VariationalAutoencoderModel.load(folder.toString()))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("format 9, expected 3");
  }

  @Test
  void anotherStageIsRefused() throws IOException {
    Tables.stage().save(folder.resolve("stage").toString());
    assertThatThrownBy(() -> VariationalAutoencoderModel.load(folder.resolve("stage").toString()))
        .hasMessageContaining("Expected class name");
  }
}
