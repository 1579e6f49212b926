package io.trainvae.ingest;

import org.apache.spark.sql.SparkSession;

/**
 * The one Spark session of these tests: two threads, no web server. It ends with the virtual
 * machine.
 */
final class LocalSpark {
  private static SparkSession session;

  private LocalSpark() {}

  static synchronized SparkSession session() {
    if (session == null) {
      session =
          SparkSession.builder()
              .master("local[2]")
              .appName("ingest tests")
              .config("spark.ui.enabled", "false")
              .config("spark.driver.bindAddress", "127.0.0.1")
              .config("spark.driver.host", "127.0.0.1")
              .config("spark.hadoop.fs.steps.impl", StepsFileSystem.class.getName())
              .getOrCreate();
      session.sparkContext().setLogLevel("ERROR");
    }
    return session;
  }
}
