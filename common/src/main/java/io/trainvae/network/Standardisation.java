package io.trainvae.network;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.trainvae.error.JobException;
import java.io.Serializable;

/**
 * The linear map that gives every feature mean 0 and variance 1 over the training vectors: {@code
 * (x - mean) / deviation}. It belongs to the model, which sees features so.
 *
 * @param mean of each feature; empty for features that the model sees as they are
 * @param deviation the population standard deviation of each feature, or 1 for a feature that is
 *     the same everywhere; positive
 */
public record Standardisation(float[] mean, float[] deviation) implements Serializable {
  /** Features as they are. */
  public static final Standardisation NONE = new Standardisation(new float[0], new float[0]);

  /** Whether features are not changed. */
  @JsonIgnore
  public boolean isNone() {
    return mean.length == 0;
  }

  /** Standardises a vector within an array. */
  public void apply(float[] values, int start, int count) {
    for (int i = 0; i < mean.length && i < count; i++) {
      values[start + i] = (values[start + i] - mean[i]) / deviation[i];
    }
  }

  /** Takes a vector back to its own units. */
  public void invert(float[] values, int start, int count) {
    for (int i = 0; i < mean.length && i < count; i++) {
      values[start + i] = values[start + i] * deviation[i] + mean[i];
    }
  }

  /**
   * Checks values that were read from a file.
   *
   * @param features of the model
   * @throws JobException data
   */
  void check(String file, int features) {
    if (isNone() && deviation.length == 0) {
      return;
    }
    if (mean.length != features || deviation.length != features) {
      throw JobException.data(
          "Cannot load %s: standardisation of %d means and %d deviations, expected %d"
              .formatted(file, mean.length, deviation.length, features));
    }
    for (int i = 0; i < features; i++) {
      if (!Float.isFinite(mean[i]) || !Float.isFinite(deviation[i]) || deviation[i] <= 0) {
        throw JobException.data(
            "Cannot load %s: standardisation of feature %d has mean %s and deviation %s, expected finite numbers and a positive deviation"
                .formatted(file, i, mean[i], deviation[i]));
      }
    }
  }
}
