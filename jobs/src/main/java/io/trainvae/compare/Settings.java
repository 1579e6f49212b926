package io.trainvae.compare;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** A configuration as flat settings: {@code model.latent} is {@code 20}. */
public final class Settings {
  private Settings() {}

  /**
   * Adds every leaf of a tree by its dotted key. A list is one setting: {@code dense units=400
   * activation=relu, dense units=200 activation=relu}.
   */
  public static void flatten(JsonNode tree, Map<String, String> into) {
    flatten("", tree, into);
  }

  private static void flatten(String key, JsonNode node, Map<String, String> into) {
    if (!node.isObject()) {
      into.put(key, text(node));
      return;
    }
    node.fields()
        .forEachRemaining(
            field ->
                flatten(
                    key.isEmpty() ? field.getKey() : key + "." + field.getKey(),
                    field.getValue(),
                    into));
  }

  private static String text(JsonNode node) {
    if (node.isArray()) {
      return StreamSupport.stream(node.spliterator(), false)
          .map(Settings::element)
          .collect(Collectors.joining(", "));
    }
    return node.isNull() ? "" : node.asText();
  }

  private static String element(JsonNode node) {
    if (!node.isObject()) {
      return text(node);
    }
    return node.properties().stream()
        .map(
            field ->
                field.getKey().equals("type")
                    ? field.getValue().asText()
                    : field.getKey() + "=" + text(field.getValue()))
        .collect(Collectors.joining(" "));
  }
}
