package io.trainvae.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trainvae.config.ConfigLoader;
import io.trainvae.config.RunConfig;
import io.trainvae.data.DatasetInfo;
import io.trainvae.error.ExitCode;
import io.trainvae.error.JobException;
import io.trainvae.ingest.ParquetDataset;
import io.trainvae.network.PixelFormat;
import io.trainvae.network.Standardisation;
import io.trainvae.storage.Storage;
import io.trainvae.testing.LocalSpark;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaPairRDD;
import org.junit.jupiter.api.Test;

/** More images than an int counts. */
class ManyImagesTest {

  /** What a data set of many images says of itself. */
  private record Described(long images) implements TrainingData {
    @Override
    public DatasetInfo info() {
      return new DatasetInfo("many", true, images, 10, 28, 28, 10, List.of());
    }

    @Override
    public PixelFormat format() {
      return PixelFormat.UINT8;
    }

    @Override
    public Standardisation standardisation() {
      return Standardisation.NONE;
    }

    @Override
    public JavaPairRDD<Long, byte[]> records(boolean includeTest) {
      throw new IllegalStateException("the images are read");
    }

    @Override
    public Optional<ParquetDataset> dataset() {
      return Optional.empty();
    }

    @Override
    public String place() {
      return "file:/many";
    }
  }

  private static void prepare(long images, int workers) {
    RunConfig config =
        new ConfigLoader(new Storage(new Configuration(false)))
            .load("mlp-400", List.of("train.epochs=1", "train.workers=" + workers));
    PreparedTraining.of(LocalSpark.session(), config, new Described(images), line -> {}).close();
  }

  @Test
  void aWorkerTakesAsManyAsAnArrayHolds() {
    assertThatThrownBy(() -> prepare(5_000_000_000L, 2))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessage(
            "Cannot train on 5,000,000,000 images with train.workers 2: expected at most 2,147,483,639 for each worker");
    assertThatThrownBy(() -> prepare(2_147_483_640L, 1))
        .hasMessageContaining("with train.workers 1:");
    assertThatThrownBy(() -> prepare(2_147_483_639L, 1)).hasMessage("the images are read");
    assertThatThrownBy(() -> prepare(4_000_000_000L, 2)).hasMessage("the images are read");
  }
}
