package io.trainvae.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.trainvae.error.JobException;
import java.io.IOException;
import org.yaml.snakeyaml.LoaderOptions;

/**
 * Reads the part of YAML that is data: one document of maps, lists and scalars. Duplicate keys,
 * tags, anchors and aliases are refused, and so are texts of more than {@value #MOST_CHARACTERS}
 * characters or {@value #DEEPEST} levels.
 */
final class YamlReader {
  static final int MOST_CHARACTERS = 65_536;
  private static final int DEEPEST = 20;

  private final ObjectMapper mapper = new ObjectMapper(factory());

  YamlReader() {
    mapper.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    mapper.enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);
  }

  /**
   * @param what names the text in errors
   */
  JsonNode read(String what, String text) {
    if (text.length() > MOST_CHARACTERS) {
      throw refused(
          what, "%d characters, expected at most %d".formatted(text.length(), MOST_CHARACTERS));
    }
    try {
      refuseMoreThanData(what, text);
      JsonNode tree = mapper.readTree(text);
      return tree.isMissingNode() ? NullNode.getInstance() : tree;
    } catch (JsonProcessingException e) {
      throw refused(what, firstLine(e.getOriginalMessage()) + where(e));
    } catch (IOException e) {
      throw refused(what, firstLine(String.valueOf(e.getMessage())));
    }
  }

  private void refuseMoreThanData(String what, String text) throws IOException {
    try (YAMLParser parser = (YAMLParser) mapper.getFactory().createParser(text)) {
      int depth = 0;
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        if (depth > DEEPEST) {
          throw refused(what, "more than %d levels%s".formatted(DEEPEST, where(parser)));
        }
        if (parser.getTypeId() != null) {
          throw refused(what, "tag !%s%s".formatted(parser.getTypeId(), where(parser)));
        }
        if (parser.getObjectId() != null || parser.isCurrentAlias()) {
          throw refused(what, "an anchor or alias" + where(parser));
        }
      }
    }
  }

  private static JobException refused(String what, String problem) {
    return JobException.usage(
        "Cannot read %s: met %s, expected plain YAML without duplicate keys, tags and aliases"
            .formatted(what, problem));
  }

  private static String where(JsonParser parser) {
    return " in line " + parser.currentLocation().getLineNr();
  }

  private static String where(JsonProcessingException e) {
    return e.getLocation() == null ? "" : " in line " + e.getLocation().getLineNr();
  }

  private static String firstLine(String message) {
    return message.lines().findFirst().orElse("unreadable text");
  }

  private static YAMLFactory factory() {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    options.setCodePointLimit(MOST_CHARACTERS);
    return YAMLFactory.builder()
        .loaderOptions(options)
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .build();
  }
}
