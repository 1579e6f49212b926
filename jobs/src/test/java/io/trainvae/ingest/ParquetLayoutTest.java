package io.trainvae.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trainvae.data.DatasetInfo;
import io.trainvae.data.Split;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParquetLayoutTest {

  @ParameterizedTest(name = "{0} images of {1}x{1}: {2} files")
  @CsvSource({
    "1, 28, 1",
    "2500, 28, 1",
    "2501, 28, 2",
    "10000, 28, 4",
    "60000, 28, 8",
    "697932, 28, 9",
    "60000, 128, 15",
  })
  void filesAreSizedForReaders(int images, int side, int files) {
    assertThat(ParquetLayout.files(info(images, side), Split.TRAIN)).hasSize(files);
  }

  @Test
  void filesCoverTheSplitInOrderAndEvenly() {
    List<ParquetLayout.Range> files = ParquetLayout.files(info(60001, 28), Split.TRAIN);
    int next = 0;
    for (ParquetLayout.Range file : files) {
      assertThat(file.from()).isEqualTo(next);
      assertThat(file.to() - file.from()).isBetween(7500, 7501);
      next = file.to();
    }
    assertThat(next).isEqualTo(60001);
  }

  @Test
  void aSplitHasNoMoreImagesThanAnIntCounts() {
    DatasetInfo there = info(Integer.MAX_VALUE - 5, 28);
    assertThat(ParquetLayout.first(there, Split.TRAIN, 5)).isEqualTo(Integer.MAX_VALUE - 5);
    assertThat(ParquetLayout.first(null, Split.TRAIN, 5)).isZero();
    assertThatThrownBy(() -> ParquetLayout.first(there, Split.TRAIN, 6))
        .hasMessage(
            "Cannot append 6 images to the 2,147,483,642 of the train split: expected at most 2,147,483,647 in all, for index is an INT");
  }

  private static DatasetInfo info(int images, int side) {
    return new DatasetInfo("x", false, images, 0, side, side, 10, List.of());
  }
}
