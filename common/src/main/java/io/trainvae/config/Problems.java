package io.trainvae.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.trainvae.error.JobException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Everything wrong with a configuration, so that a user sees it all at once. */
final class Problems {
  private static final int LONGEST_VALUE = 80;

  private final List<String> lines = new ArrayList<>();

  /** {@code key: met value, expected ...}. */
  void refuse(String key, JsonNode met, String expected) {
    add("%s: met %s, expected %s".formatted(key, shown(met), expected));
  }

  void missing(String key, String expected) {
    add("%s: missing, expected %s".formatted(key, expected));
  }

  /** Whether these sections have no problems so far. */
  boolean noneIn(String... sections) {
    return lines.stream()
        .noneMatch(
            line ->
                Arrays.stream(sections)
                    .anyMatch(s -> line.startsWith(s + ".") || line.startsWith(s + ":")));
  }

  void add(String line) {
    lines.add(line);
  }

  /** Throws one exception that lists all problems, one per line; returns if there are none. */
  void throwIfAny(String what) {
    if (lines.size() == 1) {
      throw JobException.usage("Cannot use %s: %s".formatted(what, lines.get(0)));
    }
    if (!lines.isEmpty()) {
      throw JobException.usage(
          "Cannot use %s, %d problems:\n  %s"
              .formatted(what, lines.size(), String.join("\n  ", lines)));
    }
  }

  private static String shown(JsonNode value) {
    String text = value.toString().replaceAll("\\s+", " ");
    return text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE) + "...";
  }
}
