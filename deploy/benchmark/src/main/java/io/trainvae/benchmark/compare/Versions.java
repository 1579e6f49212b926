package io.trainvae.benchmark.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.trainvae.benchmark.measure.Observed;
import io.trainvae.benchmark.measure.Places;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads versions from the run's provenance and from the peers' first lines. */
final class Versions {
  private Versions() {}

  static Map<String, String> of(Places places, Map<String, List<Observed>> runs) {
    Map<String, String> versions = new LinkedHashMap<>();
    for (String name : List.of(OwnContenders.SPARK, OwnContenders.ONE)) {
      Path file = OwnContenders.run(places, name).resolve("provenance.json");
      if (runs.containsKey(name) && Files.exists(file)) {
        addProvenance(file, versions);
      }
    }
    runs.values().forEach(observed -> addPeer(observed.get(0), versions));
    return versions;
  }

  private static void addProvenance(Path file, Map<String, String> versions) {
    try {
      JsonNode provenance = JsonMapper.builder().build().readTree(file.toFile());
      provenance
          .path("versions")
          .fields()
          .forEachRemaining(entry -> versions.put(entry.getKey(), entry.getValue().asText()));
      versions.put("commit", provenance.path("commit").asText());
    } catch (IOException e) {
      versions.put("provenance", "unreadable: " + e.getMessage());
    }
  }

  private static void addPeer(Observed run, Map<String, String> versions) {
    for (String line : run.lines()) {
      if (line.startsWith("{\"preset\"")) {
        try {
          JsonNode setting = JsonMapper.builder().build().readTree(line);
          for (String library : List.of("torch", "libtorch")) {
            if (setting.has(library)) {
              versions.put(library, setting.get(library).asText());
            }
          }
        } catch (IOException e) {
          versions.put("peer", "unreadable: " + line);
        }
        return;
      }
    }
  }
}
