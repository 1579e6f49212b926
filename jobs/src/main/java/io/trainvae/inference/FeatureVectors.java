package io.trainvae.inference;

import io.trainvae.data.DatasetInfo;
import io.trainvae.error.JobException;
import io.trainvae.ingest.ParquetDataset;
import io.trainvae.model.VaeSpec;
import io.trainvae.network.Standardisation;
import java.io.Serializable;
import org.apache.spark.sql.Row;

/**
 * Feature vectors of a data set as a model sees them.
 *
 * @param spec of the model: with a likelihood of pixels, features must be in [0, 1]
 * @param standardisation of the model
 */
public record FeatureVectors(DatasetInfo dataset, VaeSpec spec, Standardisation standardisation)
    implements Serializable {

  /**
   * @param row of {@link ParquetDataset#images}
   * @throws JobException data, when it is not what {@code dataset.json} or the likelihood says
   */
  public float[] of(Row row) {
    float[] features = ParquetDataset.checkedFeatures(row, dataset);
    for (int i = 0; i < features.length; i++) {
      boolean fits =
          spec.likelihood().isLinear()
              ? Float.isFinite(features[i])
              : features[i] >= 0 && features[i] <= 1;
      if (!fits) {
        throw JobException.data(
            "Cannot use row %d of %s: feature %d is %s, expected %s"
                .formatted(
                    row.getLong(ParquetDataset.INDEX),
                    dataset.name(),
                    i,
                    features[i],
                    spec.likelihood().isLinear()
                        ? "a finite number"
                        : "0 to 1 with this likelihood; preset tabular is for numbers of any size"));
      }
    }
    standardisation.apply(features, 0, features.length);
    return features;
  }
}
