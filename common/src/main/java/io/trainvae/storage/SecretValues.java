package io.trainvae.storage;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the values of secret settings in free text, such as {@code token=x}, {@code password: two
 * words}, {@code "secret": "x"} and {@code Authorization: Basic x}. It reads the text in one pass,
 * every character at most a fixed number of times.
 */
final class SecretValues {
  private static final Pattern SECRET_KEY = Pattern.compile(Redaction.SECRET_KEYS);

  /** Eight characters or more, but no plain word. */
  private static final Pattern CREDENTIALS =
      Pattern.compile("\\b((?i:bearer|basic) )(?![a-z]++(?![\\w.~+/=-]))[\\w.~+/=-]{8,}+");

  private static final int MOST_BACKSLASHES = 3;

  /** The separators between a name and its value; the longer ones first. */
  private static final List<String> SEPARATORS = List.of("=>", "->", "%3D", "=", ":");

  private final String text;
  private int at;

  private SecretValues(String text) {
    this.text = text;
  }

  static String redact(String text) {
    return CREDENTIALS
        .matcher(new SecretValues(text).withoutValues())
        .replaceAll("$1" + Redaction.MARK);
  }

  /** Whether the name of a setting may contain this character. */
  static boolean isOfAName(int c) {
    return isAlphanumeric(c) || c == '_' || c == '.' || c == '-';
  }

  private static boolean isAlphanumeric(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }

  private String withoutValues() {
    StringBuilder redacted = new StringBuilder();
    Matcher key = SECRET_KEY.matcher(text);
    int copied = 0;
    while (at < text.length() && key.find(at)) {
      at = key.end();
      skip(SecretValues::isOfAName);
      int nameEnd = at;
      if (!skipSeparator(key.start())) {
        // Nor has any other secret word within this name a value.
        at = nameEnd;
        continue;
      }
      int value = at;
      skipValue(text.substring(key.start(), nameEnd), isBlank(text.charAt(value - 1)));
      if (at > value) {
        redacted.append(text, copied, value).append(Redaction.MARK);
        copied = at;
      }
    }
    return redacted.append(text, copied, text.length()).toString();
  }

  /** Returns the beginning of the value, if a value follows the name. */
  private boolean skipSeparator(int key) {
    skip(c -> c == '\\');
    skipOne("\"'");
    skipOne("]");
    skip(SecretValues::isBlank);
    Optional<String> separator =
        SEPARATORS.stream().filter(each -> text.startsWith(each, at)).findFirst();
    if (separator.isEmpty()) {
      return false;
    }
    at += separator.get().length();
    boolean colon = separator.get().equals(":");
    int afterSeparator = at;
    skip(c -> isBlank(c) || (colon && Character.isWhitespace(c)));
    // "Cannot read /runs/tokens: no such file" contains no token.
    return !(colon && at > afterSeparator && isInAPath(key));
  }

  private static boolean isBlank(int c) {
    return c == ' ' || c == '\t';
  }

  private boolean isInAPath(int key) {
    int before = key - 1;
    while (before >= 0 && isOfAName(text.charAt(before))) {
      before--;
    }
    return before >= 0 && text.charAt(before) == '/';
  }

  /**
   * @param spaced whether a space is before the value, so that there may be spaces in it
   */
  private void skipValue(String name, boolean spaced) {
    if (at < text.length() && "[{".indexOf(text.charAt(at)) >= 0) {
      skipBracketed(text.charAt(at) == '[' ? ']' : '}');
    } else if (!skipQuoted()) {
      boolean header = name.toLowerCase(Locale.ROOT).endsWith("authorization");
      String ends = header ? "\r\n" : spaced ? "\r\n,;" : " \t\r\n,;&";
      while (at < text.length() && ends.indexOf(text.charAt(at)) < 0 && !isClosingQuote()) {
        at++;
      }
    }
  }

  /** An apostrophe within a password is followed by more of it. */
  private boolean isClosingQuote() {
    return "\"'".indexOf(text.charAt(at)) >= 0
        && (at + 1 == text.length() || !isAlphanumeric(text.charAt(at + 1)));
  }

  /** Brackets of other lines are not its own. */
  private void skipBracketed(char end) {
    skip(c -> c != end && c != '\n');
    skipOne("]}");
  }

  /** A value in quotes. Within quoted text its quotes are escaped by backslashes. */
  private boolean skipQuoted() {
    int start = at;
    skip(c -> c == '\\');
    if (at - start > MOST_BACKSLASHES || !skipOne("\"'")) {
      at = start;
      return false;
    }
    String quote = text.substring(start, at);
    int end = quote.length() > 1 ? text.indexOf(quote, at) : endOfQuoted(quote.charAt(0));
    if (end < 0) {
      skip(c -> c != '\n');
    } else {
      at = end + quote.length();
    }
    return true;
  }

  private int endOfQuoted(char quote) {
    int i = at;
    while (i < text.length() && text.charAt(i) != quote) {
      i += text.charAt(i) == '\\' ? 2 : 1;
    }
    return i < text.length() ? i : -1;
  }

  private boolean skipOne(String characters) {
    boolean there = at < text.length() && characters.indexOf(text.charAt(at)) >= 0;
    at += there ? 1 : 0;
    return there;
  }

  private void skip(IntPredicate characters) {
    while (at < text.length() && characters.test(text.charAt(at))) {
      at++;
    }
  }
}
