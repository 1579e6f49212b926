package io.trainvae.testing;

import org.apache.spark.sql.SparkSession;

/**
 * The one Spark session that tests share: two threads, no web server. It ends with the virtual
 * machine; where a test had to stop it, the next one gets another.
 */
public final class LocalSpark {
  private static SparkSession session;

  private LocalSpark() {}

  public static synchronized SparkSession session() {
    if (session == null || session.sparkContext().isStopped()) {
      session =
          SparkSession.builder()
              .master("local[2]")
              .appName("tests")
              .config("spark.ui.enabled", "false")
              .config("spark.driver.bindAddress", "127.0.0.1")
              .config("spark.driver.host", "127.0.0.1")
              .getOrCreate();
      session.sparkContext().setLogLevel("ERROR");
    }
    return session;
  }

  /** For tests that create their own session. */
  public static synchronized void stop() {
    if (session != null) {
      session.stop();
      session = null;
    }
  }
}
