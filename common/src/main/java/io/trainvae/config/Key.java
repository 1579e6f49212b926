package io.trainvae.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Optional;

/**
 * One key of a section.
 *
 * @param name in kebab case
 * @param kind the type and bounds of its value
 * @param fallback its value when it is left out; a key without one is required
 * @param meaning for a user, with the unit
 */
record Key(String name, Kind kind, Optional<JsonNode> fallback, String meaning) {

  static Key key(String name, Kind kind, String meaning) {
    return new Key(name, kind, Optional.empty(), meaning);
  }

  Key orElse(double value) {
    return new Key(name, kind, Optional.of(JsonNodeFactory.instance.numberNode(value)), meaning);
  }

  Key orElse(long value) {
    return new Key(name, kind, Optional.of(JsonNodeFactory.instance.numberNode(value)), meaning);
  }

  Key orElse(boolean value) {
    return new Key(name, kind, Optional.of(JsonNodeFactory.instance.booleanNode(value)), meaning);
  }

  Key orElse(String value) {
    return new Key(name, kind, Optional.of(JsonNodeFactory.instance.textNode(value)), meaning);
  }
}
