package io.trainvae.ml;

import io.trainvae.config.ConfigLoader;
import io.trainvae.config.RunConfig;
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
   * @throws IllegalArgumentException with all that is wrong, each problem on a line of its own
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
      return new ConfigLoader(new Storage(hadoop())).load(params.getPreset(), overrides);
    } catch (JobException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
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
