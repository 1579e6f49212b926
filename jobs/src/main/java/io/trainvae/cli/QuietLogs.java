package io.trainvae.cli;

import java.net.URISyntaxException;
import java.net.URL;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.DefaultConfiguration;

/** Keeps Spark from filling the screen, unless the user brought a Log4j configuration. */
final class QuietLogs {
  private static final String RESOURCE = "quiet-log4j2.properties";

  private QuietLogs() {}

  /**
   * To be called before Spark starts: where nothing is configured, Spark would choose to say
   * everything.
   */
  static void install() {
    if (LogManager.getContext(false) instanceof LoggerContext context
        && context.getConfiguration() instanceof DefaultConfiguration) {
      URL ours = QuietLogs.class.getResource(RESOURCE);
      try {
        context.setConfigLocation(ours.toURI());
      } catch (URISyntaxException e) {
        throw new IllegalStateException("Cannot configure logging from " + ours, e);
      }
    }
  }
}
