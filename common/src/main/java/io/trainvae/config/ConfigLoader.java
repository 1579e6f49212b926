package io.trainvae.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trainvae.error.JobException;
import io.trainvae.storage.PlainJson;
import io.trainvae.storage.Storage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.hadoop.fs.Path;

/**
 * Makes a {@link RunConfig} of a preset and overrides, and refuses with all that is wrong at once.
 */
public final class ConfigLoader {

  private final Storage storage;
  private final Presets presets;
  private final YamlReader yaml = new YamlReader();

  /** A loader of the presets alone, which reads no files. */
  public ConfigLoader() {
    this(null);
  }

  public ConfigLoader(Storage storage) {
    this(storage, new Presets());
  }

  ConfigLoader(Storage storage, Presets presets) {
    this.storage = storage;
    this.presets = presets;
  }

  /**
   * @param preset a preset's name, or the path or URI of a YAML file of the same form
   * @param overrides {@code dotted.key=value}, values in YAML
   * @throws JobException usage, with every unknown, missing, mistyped and out of range key
   */
  public RunConfig load(String preset, List<String> overrides) {
    return isFile(preset)
        ? read(storage.path(preset), overrides)
        : resolve("preset " + preset, presets.text(preset), preset, overrides);
  }

  /**
   * @param file a configuration, such as a run's {@code config.yaml}
   */
  public RunConfig read(Path file, List<String> overrides) {
    storage.preflightReach(file);
    if (!storage.exists(file)) {
      throw JobException.usage(
          "Cannot read %s: no such file, expected a configuration in YAML".formatted(file));
    }
    byte[] bytes = storage.read(file, 4L * YamlReader.MOST_CHARACTERS);
    String text = new String(bytes, StandardCharsets.UTF_8);
    return resolve(file.toString(), text, nameOf(file), overrides);
  }

  private RunConfig resolve(String what, String text, String name, List<String> settings) {
    JsonNode tree = yaml.read(what, text);
    if (!(tree instanceof ObjectNode config)) {
      throw JobException.usage("Cannot use %s: %s".formatted(what, "expected keys and values"));
    }
    Problems problems = new Problems();
    Overrides overrides = Overrides.parse(settings, yaml, problems);
    overrides.applyTo(config);
    if (!config.has("preset")) {
      config.put("preset", name);
    }
    JsonNode checked = Schema.CONFIG.check("", config, problems);
    Contradictions.check(overrides, checked, problems);
    problems.throwIfAny(what);
    return toConfig(checked);
  }

  private static RunConfig toConfig(JsonNode checked) {
    try {
      return PlainJson.MAPPER.treeToValue(checked, RunConfig.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The schema admits what RunConfig does not: " + checked, e);
    }
  }

  /** Whether it is the path or URI of a file, and not a preset's name. */
  public static boolean isFile(String preset) {
    return preset.contains("/") || preset.endsWith(".yaml") || preset.endsWith(".yml");
  }

  private static String nameOf(Path file) {
    return file.getName().replaceFirst("\\.ya?ml$", "");
  }
}
