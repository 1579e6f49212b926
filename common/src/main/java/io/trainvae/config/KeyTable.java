package io.trainvae.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** The keys that a user may set. */
public final class KeyTable {
  private KeyTable() {}

  /**
   * @param key dotted, as in {@code train.epochs}
   * @param expected type and bounds in words
   * @param fallback the value when it is left out, or {@code required}
   * @param meaning with the unit
   */
  public record Row(String key, String expected, String fallback, String meaning) {}

  /** Every key, in the order in which a preset has them. */
  public static List<Row> rows() {
    return Schema.CONFIG.leaves("").stream().map(KeyTable::row).toList();
  }

  private static Row row(Key key) {
    String fallback = key.fallback().map(JsonNode::asText).orElse("required");
    return new Row(key.name(), key.kind().expected(), fallback, key.meaning());
  }
}
