package io.trainvae.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import io.trainvae.storage.Redaction;
import io.trainvae.storage.Storage;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.fs.Path;

/** Writes a configuration as resolved, so that {@link ConfigLoader} reads back the same. */
public final class ConfigWriter {
  private static final ObjectMapper YAML =
      new ObjectMapper(
          YAMLFactory.builder()
              .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
              // A layer's type is a key like any other, not a tag.
              .disable(YAMLGenerator.Feature.USE_NATIVE_TYPE_ID)
              .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
              .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
              .build());

  private ConfigWriter() {}

  /** Replaces the file, durably. */
  public static void write(Storage storage, Path file, RunConfig config) {
    storage.writeDurably(file, toYaml(config).getBytes(StandardCharsets.UTF_8));
  }

  /** The configuration as YAML, every key spelled out, secrets redacted. */
  public static String toYaml(RunConfig config) {
    try {
      return Redaction.text(YAML.writeValueAsString(config));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A configuration that cannot be written: " + config, e);
    }
  }
}
