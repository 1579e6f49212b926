package io.trainvae.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * A page of HTML (and well-formed XML) that loads nothing: pictures and style are embedded, and its
 * content security policy forbids everything else. There is no script.
 */
final class HtmlPage {
  private static final String STYLE = resource("report.css");

  private HtmlPage() {}

  /**
   * The page; to be stored as UTF-8.
   *
   * @param head more elements of it
   * @param title not escaped yet
   * @param style more rules
   * @param main the visible content
   */
  static String of(String head, String title, String style, String main) {
    return """
    <!DOCTYPE html>
    <html lang="en" xmlns="http://www.w3.org/1999/xhtml">
    <head>
    <meta charset="utf-8"/>
    <meta name="viewport" content="width=device-width, initial-scale=1"/>
    <meta name="color-scheme" content="light dark"/>
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'"/>
    %s<title>%s</title>
    <style>
    %s%s</style>
    </head>
    <body>
    <main>
    %s</main>
    </body>
    </html>
    """
        .formatted(head, Html.escape(title), STYLE, style, main);
  }

  static String resource(String name) {
    try (InputStream stream = HtmlPage.class.getResourceAsStream(name)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
