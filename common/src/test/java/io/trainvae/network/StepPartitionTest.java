package io.trainvae.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainvae.model.Activation;
import io.trainvae.model.LayerSpec.Padding;
import io.trainvae.model.VaeSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StepPartitionTest {
  private static final VaeSpec DENSE = TinyVae.spec(Activation.TANH);
  private static final VaeSpec CONVOLUTIONAL = TinyVae.convolutional(Padding.SAME, Activation.TANH);

  @ParameterizedTest
  @CsvSource({
    // latents of an image, batch, expected chunk, images of a slice, lanes
    "1, 1, 1, 1, 1",
    "1, 20, 20, 20, 1",
    "1, 32, 32, 16, 2",
    "1, 100, 100, 25, 4",
    "1, 128, 128, 32, 4",
    "1, 512, 512, 64, 8",
    "1, 65536, 1024, 64, 16",
    "50, 100, 20, 2, 10",
    "5000, 100, 1, 1, 1",
  })
  void denseSlicesAreEqualAndNotTooSmall(int samples, int batch, int chunk, int slice, int lanes) {
    assertThat(StepPartition.of(DENSE, 784, samples, batch))
        .isEqualTo(new StepPartition(chunk, slice, lanes));
  }

  @ParameterizedTest
  @CsvSource({
    "784, 3, 3, 1",
    "784, 23, 4, 6",
    "784, 24, 24, 1",
    "784, 128, 24, 6",
    "784, 1000, 24, 32",
    "12288, 64, 24, 3",
    "16384, 64, 4, 16",
  })
  void convolutionalSlicesSuitTheProductsOfDenseLayers(
      int pixels, int batch, int slice, int lanes) {
    assertThat(StepPartition.of(CONVOLUTIONAL, pixels, 1, batch))
        .isEqualTo(new StepPartition(batch, slice, lanes));
  }

  @Test
  void lanesHoldAllImagesOfAnyStep() {
    for (VaeSpec spec : new VaeSpec[] {DENSE, CONVOLUTIONAL}) {
      for (int batch = 1; batch <= 300; batch += 7) {
        StepPartition cut = StepPartition.of(spec, 784, 1, batch);
        for (int images = 1; images <= cut.chunk(); images++) {
          assertThat(cut.lane(images) % cut.slice()).isZero();
          assertThat(cut.lane(images) * cut.lanes()).isGreaterThanOrEqualTo(images);
        }
      }
    }
  }
}
