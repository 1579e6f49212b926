package io.trainvae.report;

/** Text for HTML that is well-formed XML too. */
final class Html {
  private static final char REPLACEMENT = '\ufffd';

  private Html() {}

  /**
   * Safe as text and within quoted attributes; characters that a page must not hold are replaced.
   */
  static String escape(String text) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    text.codePoints().forEach(c -> append(out, c));
    return out.toString();
  }

  private static void append(StringBuilder out, int c) {
    switch (c) {
      case '&' -> out.append("&amp;");
      case '<' -> out.append("&lt;");
      case '>' -> out.append("&gt;");
      case '"' -> out.append("&quot;");
      case '\'' -> out.append("&#39;");
      default -> out.appendCodePoint(allowed(c) ? c : REPLACEMENT);
    }
  }

  private static boolean allowed(int c) {
    boolean control = c < 0x20 && c != '\n' && c != '\t' && c != '\r' || c >= 0x7f && c < 0xa0;
    boolean loneSurrogate = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
    return !control && !loneSurrogate && (c & 0xfffe) != 0xfffe;
  }
}
