package io.trainvae.averaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trainvae.config.RunConfig.Optimiser;
import io.trainvae.config.RunConfig.Optimiser.EpsilonRule;
import io.trainvae.error.ExitCode;
import io.trainvae.error.JobException;
import io.trainvae.network.PixelFormat;
import io.trainvae.shards.Shards;
import org.apache.spark.api.java.JavaPairRDD;
import org.junit.jupiter.api.Test;
import scala.Tuple2;

/** Trainings that cannot continue, and images that cannot be distributed. */
class RefusedTrainingTest extends AveragingFixture {
  @Test
  void aLossThatIsNoNumberStopsTheTraining() {
    Optimiser reckless =
        new Optimiser(Optimiser.Type.ADAM, 1e30, 0.9, 0.999, 1e-8, EpsilonRule.EPSILON_HAT, 0);
    assertThatThrownBy(() -> train(plan(2, 3, reckless), 2))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.FAILED))
        .hasMessage(
            "Training stopped: loss is not a finite number in epoch 1, round 1, worker 0"
                + " (executor driver); try a smaller learning rate than 1.0E30");
  }

  @Test
  void fewerImagesThanWorkersAreRefused() {
    assertThatThrownBy(() -> Shards.of(images(1), IMAGES, PIXELS, PixelFormat.UINT8, 204))
        .hasMessage(
            "Cannot distribute 203 training images to 204 workers: expected at least one for each");
  }

  @Test
  void aDoubledOrMissingIndexIsRefused() {
    JavaPairRDD<Long, byte[]> doubled =
        images(2).mapToPair(image -> image._1() == 7 ? new Tuple2<>(5L, image._2()) : image);
    assertNotDealt(doubled, "has 5 twice");
    assertNotDealt(images(2).filter(image -> image._1() != 7), "does not have 7");
    JavaPairRDD<Long, byte[]> beyond =
        images(2).mapToPair(image -> image._1() == 7 ? new Tuple2<>(301L, image._2()) : image);
    assertNotDealt(beyond, "has 301");
  }

  private static void assertNotDealt(JavaPairRDD<Long, byte[]> images, String why) {
    try (Shards shards = Shards.of(images, IMAGES, PIXELS, PixelFormat.UINT8, 2)) {
      assertThatThrownBy(shards::load)
          .hasStackTraceContaining(
              "Column index of the training split %s: it must hold 0 to 202, each once"
                  .formatted(why));
    }
  }
}
