package io.trainvae.cli;

import io.trainvae.averaging.AveragedTraining;
import io.trainvae.gpu.Gpus;
import io.trainvae.kernel.NativeLibraries;
import io.trainvae.storage.Redaction;
import io.trainvae.storage.Storage;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.sql.SparkSession;

/** The one place that starts Spark, and stops it. */
final class SparkSessions implements JobRunner {
  private static final String MASTER = "spark.master";
  private static final Set<String> TRAINING = Set.of("train-vae train", "train-vae run");

  /** Commands that need native libraries after Spark has started. */
  private static final Set<String> COMPUTING =
      Set.of(
          "train-vae train",
          "train-vae run",
          "train-vae evaluate",
          "train-vae encode",
          "train-vae decode");

  @Override
  public Storage storage() {
    return new Storage(SparkHadoopUtil.get().newConfiguration(new SparkConf()));
  }

  @Override
  public Map<String, String> environment() {
    return System.getenv();
  }

  /** Scala throws checked exceptions without a word, so that all of them are caught here. */
  @Override
  public <T> T run(String application, Function<Jobs, T> work) {
    QuietLogs.install();
    SparkConf conf = configuration(application);
    Gpus.checkSettings(conf);
    if (TRAINING.contains(application)) {
      AveragedTraining.checkSettings(conf);
    }
    if (COMPUTING.contains(application)) {
      NativeLibraries.loadAhead(TRAINING.contains(application));
    }
    SparkSession spark = start(conf);
    try {
      return work.apply(new SparkJobs(spark));
    } catch (Exception e) {
      if (!isLocal(conf) && spark.sparkContext().isStopped() && !Failure.isKnown(e)) {
        throw MasterFailures.atWork(conf.get(MASTER), e);
      }
      throw e;
    } finally {
      spark.stop();
    }
  }

  private static SparkSession start(SparkConf conf) {
    if (isLocal(conf)) {
      return SparkSession.builder().config(conf).getOrCreate();
    }
    try {
      return SparkSession.builder().config(conf).getOrCreate();
    } catch (Exception e) {
      throw MasterFailures.atStart(conf.get(MASTER), e);
    }
  }

  private static boolean isLocal(SparkConf conf) {
    return conf.get(MASTER).startsWith("local");
  }

  /**
   * Settings that the user gave to spark-submit win; without a master, use all cores of this
   * machine.
   */
  static SparkConf configuration(String application) {
    return new SparkConf()
        .setIfMissing(MASTER, "local[*]")
        .setIfMissing("spark.app.name", application)
        // Spark's own finds fewer: no account keys, no encryption keys.
        .setIfMissing("spark.redaction.regex", Redaction.SECRET_KEYS)
        // Spark's progress bar would draw over ours.
        .setIfMissing("spark.ui.showConsoleProgress", "false");
  }
}
