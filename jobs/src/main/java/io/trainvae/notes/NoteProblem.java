package io.trainvae.notes;

import io.trainvae.error.JobException;
import java.util.concurrent.Callable;

/**
 * A failure that Scala's shell shows as one line: it has neither a stack trace nor a cause, which
 * the shell would print below it.
 */
public final class NoteProblem extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public NoteProblem(String message) {
    super(message, null, false, false);
  }

  /**
   * Does a paragraph's work.
   *
   * @throws NoteProblem if the work throws anything
   */
  public static <T> T inOneLine(Callable<T> work) {
    try {
      return work.call();
    } catch (NoteProblem e) {
      throw e;
    } catch (JobException e) {
      throw new NoteProblem(inTermsOfANote(e.getMessage()));
    } catch (Exception e) {
      String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw new NoteProblem("%s: %s".formatted(e.getClass().getSimpleName(), message));
    }
  }

  /** A note has no command line: its interpreter has settings. */
  private static String inTermsOfANote(String message) {
    return message
        .lines()
        .reduce((first, next) -> first + " " + next.strip())
        .orElse("")
        .replace(
            "put it there with --packages ",
            "put it there with the interpreter's setting spark.jars.packages ")
        .replace("there with --jars", "there with the interpreter's setting spark.jars");
  }
}
