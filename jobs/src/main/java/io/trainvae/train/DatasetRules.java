package io.trainvae.train;

import io.trainvae.config.RunConfig;
import io.trainvae.data.DatasetInfo;
import io.trainvae.error.JobException;
import org.apache.hadoop.fs.Path;

/** Whether a configuration can be trained on a data set. */
public record DatasetRules(RunConfig config, DatasetInfo dataset) {
  /** A training keeps each label in a byte. */
  private static final int MOST_CLASSES = 256;

  /**
   * @throws JobException data, when images or labels are not what the configuration says
   */
  public void check(Path root) {
    String size = dataset.height() + "x" + dataset.width();
    String expected = config.data().size();
    if (!expected.equals(RunConfig.Data.ANY) && !expected.equals(size)) {
      throw JobException.data(
          "Cannot train %s on %s: its images are %s, expected data.size %s; ingest with --size %s, or --set data.size=%s"
              .formatted(config.preset(), root, size, expected, expected, RunConfig.Data.ANY));
    }
    int classes = config.model().classes();
    if (classes > 1 && dataset.classes() == 1) {
      throw JobException.data(
          "Cannot train %s on %s: its images have no labels, expected some as model.classes is %d"
              .formatted(config.preset(), root, classes));
    }
    if (classes > MOST_CLASSES) {
      throw JobException.usage(
          "Cannot train %s: model.classes is %d, expected at most %d"
              .formatted(config.preset(), classes, MOST_CLASSES));
    }
    if (classes > 0 && dataset.classes() > classes) {
      throw JobException.data(
          "Cannot train %s on %s: it has labels 0 to %d, expected none above %d as model.classes is %d"
              .formatted(config.preset(), root, dataset.classes() - 1, classes - 1, classes));
    }
  }
}
