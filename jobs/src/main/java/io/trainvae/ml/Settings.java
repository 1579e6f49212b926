package io.trainvae.ml;

import io.trainvae.config.ConfigLoader;
import io.trainvae.config.RunConfig;
import io.trainvae.config.RunConfig.Monitor;
import io.trainvae.error.JobException;
import io.trainvae.storage.Storage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import scala.Option;

/** Makes a configuration of a stage's Params. */
final class Settings {
  private Settings() {}

  /**
   * @throws IllegalArgumentException with all problems, one per line
   */
  static RunConfig of(VariationalAutoencoderParams params) {
    List<String> overrides = new ArrayList<>(Arrays.asList(params.getSettings()));
    if (params.getEpochs() > 0) {
      overrides.add("train.epochs=" + params.getEpochs());
    }
    if (params.getWorkers() > 0) {
      overrides.add("train.workers=" + params.getWorkers());
    }
    if (params.isSet(params.seed())) {
      overrides.add("train.seed=" + params.getSeed());
    }
    try {
      RunConfig config =
          new ConfigLoader(new Storage(hadoop())).load(params.getPreset(), overrides);
      refuseTestImages("train.schedule.monitor", config.train().schedule().monitor());
      refuseTestImages("train.early-stopping.monitor", config.train().earlyStopping().monitor());
      return config;
    } catch (JobException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private static void refuseTestImages(String key, Monitor monitor) {
    if (monitor == Monitor.TEST_NEG_ELBO) {
      throw JobException.usage(
          "Cannot use %s test-neg-elbo: a DataFrame has no test images; expected reconstruction or neg-elbo"
              .formatted(key));
    }
  }

  /** The session's, where there is one. */
  static Configuration hadoop() {
    Option<SparkSession> active = SparkSession.getActiveSession();
    Option<SparkSession> session = active.isDefined() ? active : SparkSession.getDefaultSession();
    return session.isDefined()
        ? session.get().sparkContext().hadoopConfiguration()
        : new Configuration();
  }
}
