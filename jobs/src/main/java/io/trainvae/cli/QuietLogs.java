package io.trainvae.cli;

import java.net.URISyntaxException;
import java.net.URL;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.DefaultConfiguration;

/** Keeps Spark from filling the screen, unless the user brought a Log4j configuration. */
final class QuietLogs {
  /** {@code conf/log4j2.properties}, which the build copies next to this class. */
  private static final String RESOURCE = "log4j2.properties";

  private static final String SPARKS_OWN = "org/apache/spark/log4j2-defaults.properties";

  private QuietLogs() {}

  /** Must be called first: without a configuration Spark would log everything. */
  static void install() {
    if (LogManager.getContext(false) instanceof LoggerContext context
        && isNobodys(context.getConfiguration())) {
      URL ours = QuietLogs.class.getResource(RESOURCE);
      try {
        context.setConfigLocation(ours.toURI());
      } catch (URISyntaxException e) {
        throw new IllegalStateException("Cannot configure logging from " + ours, e);
      }
    }
  }

  /** Whether it is the default configuration of Log4j or Spark. */
  private static boolean isNobodys(Configuration configuration) {
    String location = configuration.getConfigurationSource().getLocation();
    return configuration instanceof DefaultConfiguration
        || (location != null && location.endsWith(SPARKS_OWN));
  }
}
