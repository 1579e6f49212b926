package io.trainvae.train;

import io.trainvae.config.RunConfig;
import io.trainvae.data.DatasetInfo;
import io.trainvae.error.JobException;
import io.trainvae.network.PixelFormat;

/**
 * Checks that a configuration can be trained on a data set.
 *
 * @param format of the data set's records: bytes are images, floats are feature vectors
 */
public record DatasetRules(RunConfig config, DatasetInfo dataset, PixelFormat format) {
  /** A training keeps each label in a byte. */
  private static final int MOST_CLASSES = 256;

  /** The rules for the records of a data set that {@code ingest} wrote. */
  public static PixelFormat format(DatasetInfo dataset) {
    return dataset.hasFeatures() ? PixelFormat.FLOAT32 : PixelFormat.UINT8;
  }

  /**
   * @param place folder or name of the images, for messages
   * @throws JobException data, if images or labels do not fit the configuration
   */
  public void check(String place) {
    String size = dataset.height() + "x" + dataset.width();
    String expected = config.data().size();
    boolean fits = expected.equals(RunConfig.Data.ANY) || expected.equals(size);
    if (dataset.hasFeatures() && !fits) {
      throw JobException.data(
          "Cannot train %s on %s: it has vectors of %d features, expected images of data.size %s; preset tabular is for features"
              .formatted(config.preset(), place, dataset.width(), expected));
    }
    if (!fits) {
      throw JobException.data(
          "Cannot train %s on %s: its images are %s, expected data.size %s; ingest with --size %s, or --set data.size=%s"
              .formatted(config.preset(), place, size, expected, expected, RunConfig.Data.ANY));
    }
    if (format == PixelFormat.UINT8 && config.model().likelihood().isLinear()) {
      throw JobException.data(
          "Cannot train %s on %s: it has images, but model.likelihood is one of feature vectors; expected gaussian or gaussian-learned for images"
              .formatted(config.preset(), place));
    }
    int classes = config.model().classes();
    if (classes > 1 && dataset.classes() == 1) {
      throw JobException.data(
          "Cannot train %s on %s: its %s have no labels, expected some as model.classes is %d"
              .formatted(config.preset(), place, dataset.items(), classes));
    }
    if (classes > MOST_CLASSES) {
      throw JobException.usage(
          "Cannot train %s: model.classes is %d, expected at most %d"
              .formatted(config.preset(), classes, MOST_CLASSES));
    }
    if (classes > 0 && dataset.classes() > classes) {
      throw JobException.data(
          "Cannot train %s on %s: it has labels 0 to %d, expected none above %d as model.classes is %d"
              .formatted(config.preset(), place, dataset.classes() - 1, classes - 1, classes));
    }
  }
}
