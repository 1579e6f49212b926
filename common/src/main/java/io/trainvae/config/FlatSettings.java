package io.trainvae.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.trainvae.error.JobException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** YAML as flat settings: {@code model.latent} is {@code 20}. For showing, not for reading back. */
public final class FlatSettings {
  private static final ObjectMapper YAML = new YAMLMapper();

  private FlatSettings() {}

  /**
   * Every leaf by its dotted key, in the order of the text. A list is one setting: {@code dense
   * units=400 activation=relu, dense units=200 activation=relu}.
   *
   * @param yaml or JSON, which is YAML too
   * @param name of the text in the error
   * @throws JobException data, when it is not YAML
   */
  public static Map<String, String> of(String yaml, String name) {
    Map<String, String> settings = new LinkedHashMap<>();
    try {
      flatten("", YAML.readTree(yaml), settings);
    } catch (JsonProcessingException e) {
      throw JobException.data(
          "Cannot read %s: %s"
              .formatted(name, e.getOriginalMessage().lines().findFirst().orElse("")),
          e);
    }
    return settings;
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
          .map(FlatSettings::element)
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
