package io.trainvae.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A group of keys. */
record Section(List<Key> keys) implements Kind {

  static Section section(Key... keys) {
    return new Section(List.of(keys));
  }

  @Override
  public String expected() {
    return "a section with the keys "
        + keys.stream().map(Key::name).collect(Collectors.joining(", "));
  }

  /** Keys and expected values on one line. */
  String outline() {
    return keys.stream()
        .map(key -> key.name() + ": " + key.kind().expected())
        .collect(Collectors.joining(", "));
  }

  @Override
  public ObjectNode check(String path, JsonNode value, Problems problems) {
    ObjectNode checked = JsonNodeFactory.instance.objectNode();
    if (!value.isObject()) {
      problems.refuse(path, value, expected());
      return checked;
    }
    reportUnknown(path, value, problems);
    for (Key key : keys) {
      String full = join(path, key.name());
      present(key, value)
          .ifPresentOrElse(
              met -> checked.set(key.name(), key.kind().check(full, met, problems)),
              () -> problems.missing(full, key.kind().expected()));
    }
    return checked;
  }

  /** The dotted names of all values below, with their kinds. */
  List<Key> leaves(String path) {
    List<Key> leaves = new ArrayList<>();
    for (Key key : keys) {
      String full = join(path, key.name());
      if (key.kind() instanceof Section section) {
        leaves.addAll(section.leaves(full));
      } else {
        leaves.add(new Key(full, key.kind(), key.fallback(), key.meaning()));
      }
    }
    return leaves;
  }

  /** The value, or its default; a section that was left out is one in which every key was. */
  private static Optional<JsonNode> present(Key key, JsonNode section) {
    JsonNode met = section.get(key.name());
    if (met != null && !met.isNull()) {
      return Optional.of(met);
    }
    return key.kind() instanceof Section
        ? Optional.of(JsonNodeFactory.instance.objectNode())
        : key.fallback();
  }

  private void reportUnknown(String path, JsonNode value, Problems problems) {
    List<String> known = keys.stream().map(key -> join(path, key.name())).toList();
    value
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!known.contains(join(path, name))) {
                problems.add(Schema.unknown(join(path, name), known));
              }
            });
  }

  private static String join(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }
}
