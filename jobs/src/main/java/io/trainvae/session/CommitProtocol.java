package io.trainvae.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.RuntimeConfig;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sets how Spark's writer commits the files of a place. Closing it restores the former setting.
 *
 * <p>Spark's tasks write temporary files and rename them. On S3 a rename is a copy, so S3A's magic
 * committer is used there: tasks upload to the final place, and nothing is visible until the job
 * completes all uploads. It needs the classes of {@code spark-hadoop-cloud}; without them Spark
 * renames on S3 too, which is slower but also correct. A protocol that the user chose is kept.
 */
public final class CommitProtocol implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CommitProtocol.class);
  private static final String PROTOCOL_KEY = "spark.sql.sources.commitProtocolClass";
  private static final String PROTOCOL =
      "org.apache.spark.internal.io.cloud.PathOutputCommitProtocol";
  private static final Map<String, String> MAGIC =
      Map.of(
          PROTOCOL_KEY,
          PROTOCOL,
          "spark.sql.parquet.output.committer.class",
          "org.apache.spark.internal.io.cloud.BindingParquetOutputCommitter",
          "fs.s3a.committer.name",
          "magic");

  private final RuntimeConfig settings;
  private final List<String> changed = new ArrayList<>();

  private CommitProtocol(RuntimeConfig settings) {
    this.settings = settings;
  }

  /** Chooses the best protocol for files that this thread's session writes to a place. */
  public static CommitProtocol of(SparkSession spark, Path output) {
    CommitProtocol chosen = new CommitProtocol(spark.conf());
    if ("s3a".equals(output.toUri().getScheme())
        && !spark.conf().contains(PROTOCOL_KEY)
        && isPresent()) {
      MAGIC.forEach(chosen::set);
      LOG.debug("Writing to {} with S3A's magic committer", output);
    }
    return chosen;
  }

  private void set(String key, String value) {
    settings.set(key, value);
    changed.add(key);
  }

  private static boolean isPresent() {
    try {
      Class.forName(PROTOCOL, false, Thread.currentThread().getContextClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  @Override
  public void close() {
    changed.forEach(settings::unset);
  }
}
