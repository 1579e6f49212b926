package io.trainvae.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.Properties;

/**
 * Checks that this jar can run on the Spark that started it. Without this check the user would see
 * a NoSuchMethodError, because classes for Scala 2.12 do not link with those for 2.13.
 */
final class SparkRelease {
  private static final String VERSION_FILE = "spark-version-info.properties";

  /** Scala has this class since 2.13. */
  private static final String OF_LATER_SCALA = "scala.collection.immutable.LazyList";

  private SparkRelease() {}

  /** Says in one line why it cannot; empty where it can. */
  static Optional<String> misfit(ClassLoader classes) {
    try {
      classes.loadClass(OF_LATER_SCALA);
    } catch (ClassNotFoundException e) {
      return Optional.empty();
    }
    return Optional.of(
        ("Cannot run on Spark %s for Scala 2.13: expected Spark 3.5 for Scala 2.12; look which"
                + " spark-submit is the first on the PATH (that of a pip install is pinned by"
                + " pyspark==3.5.*)")
            .formatted(version(classes)));
  }

  private static String version(ClassLoader classes) {
    Properties known = new Properties();
    try (InputStream in = classes.getResourceAsStream(VERSION_FILE)) {
      if (in != null) {
        known.load(in);
      }
    } catch (IOException e) {
      return "of an unknown version";
    }
    return known.getProperty("version", "of an unknown version");
  }
}
