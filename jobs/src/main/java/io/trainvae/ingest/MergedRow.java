package io.trainvae.ingest;

import io.trainvae.data.DatasetInfo;
import java.io.Serializable;
import org.apache.spark.sql.Row;

/**
 * A row on its way from a file to another.
 *
 * @param values the image as {@code byte[]}, or the features as {@code float[]}
 */
record MergedRow(int label, Serializable values) implements Serializable {

  /**
   * @param row of {@link ParquetDataset#images}
   * @throws io.trainvae.error.JobException data, if a column is missing or of another size
   */
  static MergedRow of(Row row, DatasetInfo info) {
    Serializable values =
        info.hasFeatures()
            ? ParquetDataset.checkedFeatures(row, info)
            : ParquetDataset.checkedImage(row, info);
    return new MergedRow(row.getInt(ParquetDataset.LABEL), values);
  }
}
