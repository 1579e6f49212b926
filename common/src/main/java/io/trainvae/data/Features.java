package io.trainvae.data;

import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The features of a data set of vectors. The data set stores them in their original units; a model
 * of feature vectors is trained on {@code (x - mean) / deviation}.
 *
 * @param columns of the source: one for each feature, or one column of vectors
 * @param mean of each feature over the training split of the first ingest
 * @param deviation the population standard deviation over the same rows, 1 for a feature that is
 *     the same everywhere
 */
public record Features(List<String> columns, List<Float> mean, List<Float> deviation)
    implements Serializable {
  public Features {
    columns = List.copyOf(columns);
    mean = List.copyOf(mean);
    deviation = List.copyOf(deviation);
  }

  /** The same of arrays. */
  public static Features of(List<String> columns, float[] mean, float[] deviation) {
    return new Features(columns, list(mean), list(deviation));
  }

  private static List<Float> list(float[] values) {
    return IntStream.range(0, values.length).mapToObj(i -> values[i]).toList();
  }

  private static float[] array(List<Float> values) {
    float[] array = new float[values.size()];
    for (int i = 0; i < array.length; i++) {
      array[i] = values.get(i);
    }
    return array;
  }

  public float[] means() {
    return array(mean);
  }

  public float[] deviations() {
    return array(deviation);
  }

  /** Number of features in a vector. */
  public int count() {
    return mean.size();
  }
}
