package io.trainvae.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trainvae.error.JobException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Settings of the form {@code dotted.key=value} that replace a preset's; values are YAML. */
final class Overrides {
  private final Map<String, JsonNode> values = new LinkedHashMap<>();

  static Overrides parse(List<String> settings, YamlReader yaml, Problems problems) {
    Overrides overrides = new Overrides();
    settings.forEach(setting -> overrides.add(setting, yaml, problems));
    return overrides;
  }

  private void add(String setting, YamlReader yaml, Problems problems) {
    int equals = setting.indexOf('=');
    if (equals < 1) {
      problems.add("met \"%s\", expected key=value, as in train.epochs=3".formatted(setting));
      return;
    }
    String key = setting.substring(0, equals).strip();
    try {
      put(key, yaml.read("the value of " + key, setting.substring(equals + 1)), problems);
    } catch (JobException e) {
      problems.add(e.getMessage());
    }
  }

  private void put(String key, JsonNode value, Problems problems) {
    JsonNode earlier = values.put(key, value);
    if (earlier != null && !earlier.equals(value)) {
      problems.add("%s: met %s and also %s, expected one value".formatted(key, earlier, value));
    }
  }

  Optional<JsonNode> value(String key) {
    return Optional.ofNullable(values.get(key));
  }

  void applyTo(ObjectNode config) {
    values.forEach((key, value) -> set(config, key, value));
  }

  private static void set(ObjectNode config, String key, JsonNode value) {
    ObjectNode section = config;
    String[] parts = key.split("\\.", -1);
    for (int i = 0; i < parts.length - 1; i++) {
      JsonNode next = section.get(parts[i]);
      section = next instanceof ObjectNode object ? object : section.putObject(parts[i]);
    }
    merge(section, parts[parts.length - 1], value);
  }

  /** A section adds to the existing one; any other value replaces it. */
  private static void merge(ObjectNode section, String name, JsonNode value) {
    if (section.get(name) instanceof ObjectNode present && value instanceof ObjectNode added) {
      added.fields().forEachRemaining(field -> merge(present, field.getKey(), field.getValue()));
    } else {
      section.set(name, value);
    }
  }
}
