package io.trainvae.storage;

import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds secrets in the URIs of free text: user and password before the host, and paths that are
 * secret themselves, such as those of webhooks. One pass, with a fixed number of looks at each
 * character.
 */
final class SecretUrls {
  private static final String MARK = "://";
  private static final Pattern WEBHOOK =
      Pattern.compile("(?i)webhook|[/@]hooks\\.|/hooks/|/api\\.telegram\\.org/bot");

  private final String text;
  private final StringBuilder redacted = new StringBuilder();
  private int copied;

  private SecretUrls(String text) {
    this.text = text;
  }

  static String redact(String text) {
    SecretUrls urls = new SecretUrls(text);
    int mark = text.indexOf(MARK);
    while (mark >= 0) {
      int end = urls.endOfWord(mark);
      urls.redactWord(mark, end);
      mark = text.indexOf(MARK, end);
    }
    return urls.redacted.append(text, urls.copied, text.length()).toString();
  }

  /** URIs end where a space, a quote or an angle bracket is. */
  private int endOfWord(int from) {
    int end = from;
    while (end < text.length()
        && !Character.isWhitespace(text.charAt(end))
        && "\"'<>".indexOf(text.charAt(end)) < 0) {
      end++;
    }
    return end;
  }

  /** A word may hold several URIs, one in the other's query. */
  private void redactWord(int firstMark, int end) {
    int lastAt = last('@', firstMark, end);
    boolean isWebhook =
        hasScheme(firstMark, "http", "https")
            && WEBHOOK.matcher(text).region(firstMark, end).find();
    int mark = firstMark;
    while (mark >= 0 && mark < end) {
      int authority = mark + MARK.length();
      int path = endOfAuthority(authority, end);
      redactUser(mark, authority, path, lastAt);
      if (isWebhook) {
        redactPath(Math.max(path, copied), end);
        return;
      }
      mark = text.indexOf(MARK, Math.max(path - 1, copied));
    }
  }

  private void redactPath(int slash, int end) {
    if (slash + 1 < end) {
      replace(slash + 1, end);
    }
  }

  private int endOfAuthority(int from, int end) {
    int i = from;
    while (i < end && "/?#".indexOf(text.charAt(i)) < 0) {
      i++;
    }
    return i;
  }

  private void redactUser(int mark, int authority, int path, int lastAt) {
    int at = last('@', authority, path);
    int colon = first(':', authority, path);
    if (at >= 0) {
      boolean isContainer = colon > at || colon < 0;
      if (!isContainer || !hasScheme(mark, "abfs", "abfss", "wasb", "wasbs")) {
        replace(authority, at);
      }
    } else if (lastAt >= path
        && colon >= 0
        && text.charAt(authority) != '['
        && !isPort(colon, path)) {
      // A password with a slash in it, as keys of AWS have.
      replace(authority, text.indexOf('@', path));
    }
  }

  private boolean isPort(int colon, int end) {
    return text.substring(colon + 1, end).chars().allMatch(Character::isDigit);
  }

  private int first(char wanted, int start, int end) {
    for (int i = start; i < end; i++) {
      if (text.charAt(i) == wanted) {
        return i;
      }
    }
    return -1;
  }

  private int last(char wanted, int start, int end) {
    for (int i = end - 1; i >= start; i--) {
      if (text.charAt(i) == wanted) {
        return i;
      }
    }
    return -1;
  }

  private boolean hasScheme(int mark, String... schemes) {
    return Stream.of(schemes).anyMatch(scheme -> hasScheme(mark, scheme));
  }

  private boolean hasScheme(int mark, String scheme) {
    int start = mark - scheme.length();
    return text.regionMatches(true, start, scheme, 0, scheme.length())
        && (start == 0 || !Character.isLetterOrDigit(text.charAt(start - 1)));
  }

  private void replace(int start, int end) {
    redacted.append(text, copied, start).append(Redaction.MARK);
    copied = end;
  }
}
