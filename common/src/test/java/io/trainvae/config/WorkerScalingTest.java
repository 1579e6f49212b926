package io.trainvae.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class WorkerScalingTest {
  @Test
  void oneWorkerTrainsWithTheSettingsAsTheyAre() {
    WorkerScaling scaling = new WorkerScaling(1, 16, 0.5);
    assertThat(scaling.batch(128, 1)).isEqualTo(128);
    assertThat(scaling.averagingFrequency(128, 10, 1)).isEqualTo(10);
    assertThat(scaling.learningRateFactor(1)).isEqualTo(1);
  }

  @Test
  void aStepOfAllWorkersMayHaveAsManyImagesAsOneOfASingleWorker() {
    WorkerScaling scaling = new WorkerScaling(1, 1, 0);
    assertThat(scaling.batch(128, 8)).isEqualTo(16);
    assertThat(scaling.batch(128, 3)).isEqualTo(43);
    assertThat(new WorkerScaling(0.5, 1, 0).batch(128, 16)).isEqualTo(32);
    assertThat(WorkerScaling.NONE.batch(128, 8)).isEqualTo(128);
  }

  @Test
  void minibatchesDoNotBecomeSmallerThanTheLeast() {
    WorkerScaling scaling = new WorkerScaling(1, 16, 0);
    assertThat(scaling.batch(128, 64)).isEqualTo(16);
    // Which makes none larger.
    assertThat(scaling.batch(10, 64)).isEqualTo(10);
  }

  @Test
  void aRoundHasNoFewerImagesThanWithMinibatchesOfASingleWorker() {
    for (int workers = 1; workers < 40; workers++) {
      WorkerScaling scaling = new WorkerScaling(0.7, 1, 0);
      int batch = scaling.batch(128, workers);
      int images = batch * scaling.averagingFrequency(128, 10, workers);
      assertThat(images).isBetween(1280, 1280 + batch - 1);
    }
  }

  @Test
  void theLearningRateGrowsWithTheRootOfTheWorkers() {
    assertThat(new WorkerScaling(0, 1, 0.5).learningRateFactor(16)).isCloseTo(4, within(1e-12));
  }
}
