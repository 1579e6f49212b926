package io.trainvae.picture;

import java.awt.geom.Path2D;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Scanner;
import java.util.stream.Collectors;

/**
 * Outlines of letters, read from a resource that says where they come from.
 *
 * <p>{@link java.awt.Font} cannot be used: on a machine without fontconfig or without any font,
 * every drawing of text ends in an {@code InternalError}.
 */
final class Glyphs {
  /** Units of the outlines to one font size. */
  static final double UNITS_PER_EM = 2048;

  private static final String RESOURCE = "roboto-regular.txt";
  private static final Map<Integer, Glyph> BY_CODE_POINT = read();

  /**
   * @param advance to the next letter's origin
   * @param outline with y running downwards from the base line
   */
  record Glyph(int advance, Path2D outline) {}

  private Glyphs() {}

  /** The glyph of a character; a question mark's if the font lacks it. */
  static Glyph of(int codePoint) {
    Glyph glyph = BY_CODE_POINT.get(codePoint);
    return glyph != null ? glyph : BY_CODE_POINT.get((int) '?');
  }

  private static Map<Integer, Glyph> read() {
    try (InputStream stream = Glyphs.class.getResourceAsStream(RESOURCE);
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      return reader
          .lines()
          .filter(line -> !line.startsWith("#"))
          .collect(
              Collectors.toUnmodifiableMap(
                  line -> Integer.parseInt(line.substring(0, 4), 16),
                  line -> glyph(new Scanner(line.substring(5)))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Glyph glyph(Scanner words) {
    int advance = words.nextInt();
    Path2D.Double outline = new Path2D.Double(Path2D.WIND_NON_ZERO);
    while (words.hasNext()) {
      addSegment(outline, words.next(), words);
    }
    return new Glyph(advance, outline);
  }

  private static void addSegment(Path2D.Double outline, String segment, Scanner words) {
    switch (segment.charAt(0)) {
      case 'M' -> outline.moveTo(first(segment), words.nextInt());
      case 'L' -> outline.lineTo(first(segment), words.nextInt());
      case 'Q' -> outline.quadTo(first(segment), words.nextInt(), words.nextInt(), words.nextInt());
      case 'Z' -> outline.closePath();
      default -> throw new IllegalStateException("unknown segment " + segment + " in " + RESOURCE);
    }
  }

  private static int first(String segment) {
    return Integer.parseInt(segment.substring(1));
  }
}
