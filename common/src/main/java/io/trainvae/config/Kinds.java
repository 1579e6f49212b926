package io.trainvae.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trainvae.storage.PlainJson;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** The kinds of values that configurations are made of. */
final class Kinds {
  private static final Pattern NUMBER =
      Pattern.compile("[-+]?(\\d+(?:\\.\\d*)?|\\.\\d+)([eE][-+]?\\d+)?");

  private Kinds() {}

  /** A whole number, both bounds included. */
  static Kind integer(long least, long most) {
    String expected = String.format(Locale.ROOT, "a whole number from %,d to %,d", least, most);
    return new Leaf(
        expected,
        value ->
            value.isIntegralNumber()
                    && value.canConvertToLong()
                    && value.longValue() >= least
                    && value.longValue() <= most
                ? value
                : null);
  }

  /** A finite number, both bounds included. */
  static Kind number(double least, double most) {
    return new Leaf(
        "a number from %s to %s".formatted(plain(least), plain(most)),
        value -> numberIn(value, least, most));
  }

  /** A finite number above the first bound and below the second. */
  static Kind between(double low, double high) {
    return new Leaf(
        "a number above %s and below %s".formatted(plain(low), plain(high)),
        value -> numberIn(value, Math.nextUp(low), Math.nextDown(high)));
  }

  /** A finite number from the first bound, included, to the second, left out. */
  static Kind fromBelow(double least, double high) {
    return new Leaf(
        "a number from %s and below %s".formatted(plain(least), plain(high)),
        value -> numberIn(value, least, Math.nextDown(high)));
  }

  /** One of the names that Jackson knows an enum's constants by. */
  static Kind choice(Class<? extends Enum<?>> type) {
    List<String> names =
        Arrays.stream(type.getEnumConstants())
            .map(constant -> PlainJson.MAPPER.convertValue(constant, String.class))
            .toList();
    return new Leaf(
        names.size() == 1 ? names.get(0) : "one of " + String.join(", ", names),
        value -> value.isTextual() && names.contains(value.textValue()) ? value : null);
  }

  /** A name that cannot be taken for a number and is safe as a part of a folder's name. */
  static Kind name() {
    Pattern pattern = Pattern.compile("[A-Za-z][A-Za-z0-9._-]{0,99}");
    return new Leaf(
        "a letter and at most 99 letters, digits, dots, dashes and underscores",
        value -> value.isTextual() && pattern.matcher(value.textValue()).matches() ? value : null);
  }

  /** Yes or no. */
  static Kind flag() {
    return new Leaf("true or false", value -> value.isBoolean() ? value : null);
  }

  /** Rows and columns of images, or any. */
  static Kind size() {
    Pattern pattern = Pattern.compile("[1-9][0-9]{0,3}x[1-9][0-9]{0,3}|" + RunConfig.Data.ANY);
    return new Leaf(
        "any, or rows and columns as in 128x128",
        value -> value.isTextual() && pattern.matcher(value.textValue()).matches() ? value : null);
  }

  /** A list of values of one kind, which may be empty. */
  static Kind list(Kind item, int most) {
    return new Items(item, most);
  }

  /**
   * Sections whose kind is given by the name under {@code discriminator}, as messages list them.
   */
  @SafeVarargs
  static Kind variants(String discriminator, Map.Entry<String, Section>... variants) {
    Map<String, Section> ordered = new LinkedHashMap<>();
    for (Map.Entry<String, Section> variant : variants) {
      ordered.put(variant.getKey(), variant.getValue());
    }
    return new Variants(discriminator, ordered);
  }

  private static JsonNode numberIn(JsonNode value, double least, double most) {
    // YAML 1.1 and its readers disagree on whether 1e-3 is a number or a text.
    boolean text = value.isTextual() && NUMBER.matcher(value.textValue()).matches();
    if (!value.isNumber() && !text) {
      return null;
    }
    double number = text ? Double.parseDouble(value.textValue()) : value.doubleValue();
    return number >= least && number <= most ? DoubleNode.valueOf(number) : null;
  }

  private static String plain(double bound) {
    return bound == Math.rint(bound) && Math.abs(bound) < 1e9
        ? Long.toString((long) bound)
        : Double.toString(bound);
  }

  /** Returns the converted value, or null to refuse it. */
  private interface Reader {
    JsonNode read(JsonNode value);
  }

  private record Leaf(String expected, Reader reader) implements Kind {
    @Override
    public JsonNode check(String key, JsonNode value, Problems problems) {
      JsonNode read = reader.read(value);
      if (read == null) {
        problems.refuse(key, value, expected);
      }
      return read;
    }
  }

  private record Items(Kind item, int most) implements Kind {
    @Override
    public String expected() {
      return "a list of at most %d, each %s".formatted(most, item.expected());
    }

    @Override
    public JsonNode check(String key, JsonNode value, Problems problems) {
      if (!value.isArray() || value.size() > most) {
        problems.refuse(key, value, expected());
        return value;
      }
      ArrayNode checked = JsonNodeFactory.instance.arrayNode();
      for (int i = 0; i < value.size(); i++) {
        checked.add(item.check("%s[%d]".formatted(key, i), value.get(i), problems));
      }
      return checked;
    }
  }

  private record Variants(String discriminator, Map<String, Section> variants) implements Kind {
    @Override
    public String expected() {
      StringBuilder text = new StringBuilder();
      variants.forEach(
          (name, section) ->
              text.append(text.isEmpty() ? "" : " or ")
                  .append("{%s: %s, %s}".formatted(discriminator, name, section.outline())));
      return text.toString();
    }

    @Override
    public JsonNode check(String key, JsonNode value, Problems problems) {
      Section section = variants.get(value.path(discriminator).asText());
      if (!value.isObject() || section == null) {
        problems.refuse(key, value, expected());
        return value;
      }
      ObjectNode rest = value.deepCopy();
      ObjectNode checked = JsonNodeFactory.instance.objectNode();
      checked.set(discriminator, rest.remove(discriminator));
      checked.setAll(section.check(key, rest, problems));
      return checked;
    }
  }
}
