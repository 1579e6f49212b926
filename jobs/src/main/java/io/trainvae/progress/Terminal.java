package io.trainvae.progress;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The kind of device that standard error is connected to.
 *
 * @param interactive whether lines can be drawn over
 * @param colours whether colours are wanted
 * @param unicode whether more than ASCII can be shown
 */
public record Terminal(boolean interactive, boolean colours, boolean unicode) {
  private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");

  /** Standard error of this process. */
  public static Terminal ofStandardError() {
    boolean unicode = Charset.defaultCharset().name().startsWith("UTF");
    return of(System.getenv(), target(STANDARD_ERROR), unicode);
  }

  /**
   * @param environment {@code TRAIN_VAE_TTY} (1 or 0) has the last word, {@code TERM=dumb} and
   *     {@code NO_COLOR} are honoured
   * @param standardError the file that it is connected to, where the system tells
   */
  static Terminal of(
      Map<String, String> environment, Optional<Path> standardError, boolean unicode) {
    String told = environment.getOrDefault("TRAIN_VAE_TTY", "");
    boolean device =
        standardError
            .map(path -> path.startsWith("/dev/pts") || path.toString().startsWith("/dev/tty"))
            // System.console() asks about standard input and output, which is the next best thing.
            .orElseGet(() -> System.console() != null);
    boolean dumb = "dumb".equals(environment.get("TERM"));
    boolean interactive = !dumb && (told.equals("1") || (device && !told.equals("0")));
    boolean colours = interactive && environment.getOrDefault("NO_COLOR", "").isEmpty();
    return new Terminal(interactive, colours, unicode);
  }

  private static Optional<Path> target(Path link) {
    try {
      return Optional.of(Files.readSymbolicLink(link));
    } catch (IOException | UnsupportedOperationException e) {
      return Optional.empty();
    }
  }
}
