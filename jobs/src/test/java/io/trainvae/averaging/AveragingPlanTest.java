package io.trainvae.averaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainvae.config.AveragingGrowth;
import io.trainvae.config.ConfigLoader;
import io.trainvae.config.OuterStep;
import io.trainvae.config.RunConfig;
import io.trainvae.model.Shape;
import io.trainvae.network.PixelFormat;
import io.trainvae.storage.Storage;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;

class AveragingPlanTest {
  private static final int MOST = Integer.MAX_VALUE;

  @Test
  void roundsOfTheLargestDataSetAreCounted() {
    assertThat(plan(MOST, 1, 1, 1_000_000).rounds()).isEqualTo(2148);
    assertThat(plan(MOST, 1, 65_536, 1).rounds()).isEqualTo(32_768);
    assertThat(plan(MOST, 10_000, 1, 1).rounds()).isEqualTo(214_749);
    AveragingPlan whole = plan(MOST, 1, 65_536, 1_000_000);
    assertThat(whole.rounds()).isEqualTo(1);
    assertThat(whole.roundStart(0, 1)).isEqualTo(MOST);
  }

  @Test
  void theLearningRateWarmsUpImageByImage() {
    AveragingPlan plan = plan(1000, 4, 10, 5);
    assertThat(plan.warmUp(0, 125)).isEqualTo(0.25);
    assertThat(plan.warmUp(1, 250)).isEqualTo(1);
    assertThat(plan.warmUp(7, 10)).isEqualTo(1);
  }

  private static AveragingPlan plan(int images, int workers, int batch, int frequency) {
    RunConfig config =
        new ConfigLoader(new Storage(new Configuration())).load("mlp-400", List.of());
    return new AveragingPlan(
        "test",
        config.model(),
        Shape.grey(28, 28),
        PixelFormat.UINT8,
        config.objective(),
        config.optimiser(),
        batch,
        frequency,
        AveragingGrowth.NONE,
        0,
        OuterStep.MEAN,
        workers,
        images,
        1,
        2,
        1);
  }
}
