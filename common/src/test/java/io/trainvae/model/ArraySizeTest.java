package io.trainvae.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trainvae.error.ExitCode;
import io.trainvae.error.JobException;
import org.junit.jupiter.api.Test;

class ArraySizeTest {

  @Test
  void productsThatFitAreTheirOwn() {
    assertThat(ArraySize.of("x")).isEqualTo(1);
    assertThat(ArraySize.of("x", 3, 4, 5)).isEqualTo(60);
    assertThat(ArraySize.of("x", 0, Integer.MAX_VALUE)).isZero();
    assertThat(ArraySize.of("x", 1, ArraySize.MOST)).isEqualTo(Integer.MAX_VALUE - 8);
  }

  /** 2^32 wraps around to 0, 2^31 to a negative number, and 3 times 2^31 to one again. */
  @Test
  void productsThatDoNotAreRefused() {
    assertRefused("65,536 x 65,536", 65_536, 65_536);
    assertRefused("2,147,483,647 x 2,147,483,647 x 3", Integer.MAX_VALUE, Integer.MAX_VALUE, 3);
    assertRefused("128 x 4,096 x 4,096", 128, 4_096, 4_096);
    assertRefused("2,147,483,640", ArraySize.MOST + 1);
  }

  private static void assertRefused(String product, int... dimensions) {
    assertThatThrownBy(() -> ArraySize.of("the images of a batch", dimensions))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessage(
            "Cannot hold the images of a batch at once: "
                + product
                + " numbers, expected at most 2,147,483,639; choose fewer or smaller ones");
  }

  @Test
  void whatFlowsBetweenLayersFitsIntoAnArray() {
    assertThat(new Shape(4_096, 4_096, 1).size()).isEqualTo(1 << 24);
    assertThatThrownBy(() -> new Shape(4_096, 4_096, 65_536).size())
        .hasMessageContaining("4,096 x 4,096 x 65,536 numbers");
  }
}
