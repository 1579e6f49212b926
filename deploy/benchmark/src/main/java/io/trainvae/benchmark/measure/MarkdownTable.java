package io.trainvae.benchmark.measure;

import java.util.ArrayList;
import java.util.List;

/** A Markdown table. */
public final class MarkdownTable {
  private final List<String> lines = new ArrayList<>();

  public MarkdownTable(String... columns) {
    row(columns);
    lines.add("|" + "---|".repeat(columns.length));
  }

  /** Adds a line. */
  public MarkdownTable row(String... cells) {
    lines.add("| " + String.join(" | ", cells) + " |");
    return this;
  }

  @Override
  public String toString() {
    return String.join("\n", lines) + "\n";
  }
}
