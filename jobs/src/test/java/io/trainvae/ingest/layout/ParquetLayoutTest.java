package io.trainvae.ingest.layout;

import static org.assertj.core.api.Assertions.assertThat;

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
    "3000000000, 28, 35048",
  })
  void filesAreSizedForReaders(long images, int side, int files) {
    assertThat(ParquetLayout.files(info(images, side), Split.TRAIN)).hasSize(files);
  }

  @Test
  void filesCoverTheSplitInOrderAndEvenly() {
    List<ParquetLayout.Range> files = ParquetLayout.files(info(60001, 28), Split.TRAIN);
    long next = 0;
    for (ParquetLayout.Range file : files) {
      assertThat(file.from()).isEqualTo(next);
      assertThat(file.to() - file.from()).isBetween(7500L, 7501L);
      next = file.to();
    }
    assertThat(next).isEqualTo(60001);
  }

  @Test
  void theIndexIsAnIntWhereOneCanNumberEveryRow() {
    DatasetInfo there = info(Integer.MAX_VALUE - 5, 28);
    assertThat(IndexType.of(there)).isEqualTo(IndexType.INT);
    assertThat(IndexType.of(there, info(5, 28))).isEqualTo(IndexType.INT);
    assertThat(IndexType.of(there, info(6, 28))).isEqualTo(IndexType.BIGINT);
    assertThat(IndexType.of(null, info(1L << 31, 28))).isEqualTo(IndexType.BIGINT);
    assertThat(ParquetLayout.first(there, Split.TRAIN)).isEqualTo(Integer.MAX_VALUE - 5);
    assertThat(ParquetLayout.first(null, Split.TRAIN)).isZero();
  }

  private static DatasetInfo info(long images, int side) {
    return new DatasetInfo("x", false, images, 0, side, side, 10, List.of());
  }
}
