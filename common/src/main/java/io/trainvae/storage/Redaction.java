package io.trainvae.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Removes secrets from everything that is printed, logged or stored with a run. The time is linear
 * in the length of the text, for any text, because text may come from outside.
 */
public final class Redaction {
  /** The text that replaces a secret. */
  public static final String MARK = "(redacted)";

  /**
   * A regular expression that finds the keys of secret settings; also for Spark's own pages and
   * event logs, by {@code spark.redaction.regex}. It has no repetitions, so that no text can make
   * it slow.
   */
  public static final String SECRET_KEYS =
      "(?i)secret|password|passwd|passphrase|token|credential|webhook"
          + "|(?:access|account|api|private|encryption)[ ._-]?key"
          + "|(?:(?<![a-z])sig|signature|authorization)(?![a-z])";

  /** Characters of a message that are shown; of a longer one, its begin and its end. */
  static final int MOST_OF_A_MESSAGE = 10_000;

  private static final Pattern SECRET_KEY = Pattern.compile(SECRET_KEYS);
  private static final Pattern AWS_KEY_ID = Pattern.compile("\\b(?:AKIA|ASIA)[A-Z0-9]{16}\\b");

  private Redaction() {}

  /** Whether a setting of this name is a secret, such as {@code fs.s3a.secret.key}. */
  public static boolean isSecret(String key) {
    return SECRET_KEY.matcher(key).find();
  }

  /** The value, or a mark when its key says that it is a secret. */
  public static String value(String key, String value) {
    return isSecret(key) ? MARK : text(value);
  }

  /**
   * A command line: removes secrets in settings, and the value after an option with a secret's
   * name.
   */
  public static List<String> arguments(List<String> arguments) {
    List<String> redacted = new ArrayList<>();
    boolean afterSecretOption = false;
    for (String argument : arguments) {
      redacted.add(afterSecretOption ? MARK : argument(argument));
      afterSecretOption = argument.startsWith("-") && !argument.contains("=") && isSecret(argument);
    }
    return redacted;
  }

  /** In an argument {@code key=value}, the value is everything that follows, including spaces. */
  private static String argument(String argument) {
    int words =
        (int) argument.chars().takeWhile(c -> c == '=' || SecretValues.isOfAName(c)).count();
    Matcher key = SECRET_KEY.matcher(argument).region(0, words);
    int equals = key.find() ? argument.indexOf('=', key.end()) : -1;
    return equals >= 0 && equals < words
        ? argument.substring(0, equals + 1) + MARK
        : text(argument);
  }

  /**
   * Free text without user and password in URIs, addresses of webhooks, values of secret settings,
   * credentials in headers, and AWS key ids.
   */
  public static String text(String text) {
    String redacted = SecretValues.redact(SecretUrls.redact(text));
    return AWS_KEY_ID.matcher(redacted).replaceAll(MARK);
  }

  /** The same as {@link #text}, shortened. */
  public static String message(String text) {
    String whole = text(text);
    int left = whole.length() - MOST_OF_A_MESSAGE;
    if (left <= 0) {
      return whole;
    }
    int half = MOST_OF_A_MESSAGE / 2;
    return "%s... %,d characters ...%s"
        .formatted(whole.substring(0, half), left, whole.substring(whole.length() - half));
  }
}
