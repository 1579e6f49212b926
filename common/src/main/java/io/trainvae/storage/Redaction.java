package io.trainvae.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Takes secrets out of whatever is printed, logged or stored with a run. */
public final class Redaction {
  /** What stands in a secret's place. */
  public static final String MARK = "(redacted)";

  private static final String SECRET_WORDS =
      "secret|password|passwd|passphrase|token|credential|(?:access|account|api|private|encryption)[._-]?key";

  /**
   * A regular expression that finds the keys of secret settings; also for Spark's own pages and
   * event logs, by {@code spark.redaction.regex}.
   */
  public static final String SECRET_KEYS = "(?i)" + SECRET_WORDS;

  private static final Pattern SECRET_KEY = Pattern.compile(SECRET_KEYS);
  private static final Pattern KEY_AND_VALUE =
      Pattern.compile(
          "(?i)([\\w.-]*(?:"
              + SECRET_WORDS
              + ")[\\w.-]*[\"']?\\s*[=:]\\s*)(\"[^\"]*\"|'[^']*'|[^\\s,;&\"']+)");
  private static final Pattern USER_INFO =
      Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*://)[^/\\s@\"']+@");
  private static final Pattern AWS_KEY_ID = Pattern.compile("\\b(AKIA|ASIA)[A-Z0-9]{16}\\b");

  private Redaction() {}

  /** Whether a setting of this name is a secret, as {@code fs.s3a.secret.key} is. */
  public static boolean isSecret(String key) {
    return SECRET_KEY.matcher(key.toLowerCase(Locale.ROOT)).find();
  }

  /** The value, or a mark when its key says that it is a secret. */
  public static String value(String key, String value) {
    return isSecret(key) ? MARK : text(value);
  }

  /** A command line: secrets in settings, and whatever follows an option with a secret's name. */
  public static List<String> arguments(List<String> arguments) {
    List<String> redacted = new ArrayList<>();
    boolean afterSecretOption = false;
    for (String argument : arguments) {
      redacted.add(afterSecretOption ? MARK : text(argument));
      afterSecretOption = argument.startsWith("-") && !argument.contains("=") && isSecret(argument);
    }
    return redacted;
  }

  /**
   * Free text without {@code user:password@} in URIs, values of secret settings and AWS key ids.
   */
  public static String text(String text) {
    String withoutUsers = USER_INFO.matcher(text).replaceAll("$1" + MARK + "@");
    String withoutValues = KEY_AND_VALUE.matcher(withoutUsers).replaceAll("$1" + MARK);
    return AWS_KEY_ID.matcher(withoutValues).replaceAll(MARK);
  }
}
