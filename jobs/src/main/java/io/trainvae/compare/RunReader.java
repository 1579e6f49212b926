package io.trainvae.compare;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.trainvae.error.JobException;
import io.trainvae.metrics.MetricsFile;
import io.trainvae.report.ComparedRun;
import io.trainvae.run.RunLayout;
import io.trainvae.run.SummaryFile;
import io.trainvae.storage.Storage;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.fs.Path;

/**
 * What a run left behind. The configuration is taken as text, so that runs of other versions of
 * this program compare as well.
 */
final class RunReader {
  private static final ObjectMapper YAML = new YAMLMapper();

  /** Of the provenance, what else may explain other figures. */
  private static final List<String> CIRCUMSTANCES =
      List.of("data", "commit", "backend", "host.name", "host.processors", "versions.java");

  private final Storage storage;

  RunReader(Storage storage) {
    this.storage = storage;
  }

  ComparedRun read(Path root, String name) {
    RunLayout layout = new RunLayout(root);
    for (Path needed : List.of(layout.config(), layout.summary())) {
      if (!storage.exists(needed)) {
        throw JobException.usage(
            "Cannot compare %s: it has no %s, expected the folder of a run that was trained"
                .formatted(root, needed.getName()));
      }
    }
    return new ComparedRun(
        name,
        root.toString(),
        SummaryFile.read(storage, layout.summary()),
        new MetricsFile(storage, layout.metrics()).read(),
        settings(layout),
        pictures(layout));
  }

  private Map<String, String> settings(RunLayout layout) {
    Map<String, String> settings = new LinkedHashMap<>();
    Settings.flatten(tree(layout.config()), settings);
    if (storage.exists(layout.provenance())) {
      Map<String, String> provenance = new LinkedHashMap<>();
      Settings.flatten(tree(layout.provenance()), provenance);
      for (String key : CIRCUMSTANCES) {
        if (provenance.containsKey(key)) {
          settings.put(key, provenance.get(key));
        }
      }
    }
    return settings;
  }

  /** JSON is YAML too. */
  private JsonNode tree(Path file) {
    try {
      return YAML.readTree(new String(storage.read(file), StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      throw JobException.data(
          "Cannot read %s: %s"
              .formatted(file, e.getOriginalMessage().lines().findFirst().orElse("")),
          e);
    }
  }

  private Map<String, byte[]> pictures(RunLayout layout) {
    Map<String, byte[]> pictures = new LinkedHashMap<>();
    for (Path file : storage.list(layout.images())) {
      String name = file.getName().toLowerCase(Locale.ROOT);
      if (name.endsWith(".png") || name.endsWith(".gif")) {
        pictures.put(file.getName(), storage.read(file));
      }
    }
    return pictures;
  }
}
