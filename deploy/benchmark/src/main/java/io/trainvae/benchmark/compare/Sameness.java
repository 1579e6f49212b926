package io.trainvae.benchmark.compare;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.trainvae.benchmark.measure.Epoch;
import io.trainvae.benchmark.measure.Observed;
import io.trainvae.benchmark.measure.Places;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Checks that Spark and plain threads computed the same, so that their times can be compared. */
final class Sameness {
  private static final String PARAMETERS = "parameters ";

  private final Places places;
  private final Map<String, List<Observed>> runs;

  Sameness(Places places, Map<String, List<Observed>> runs) {
    this.places = places;
    this.runs = runs;
  }

  /** Whether all printed losses and the last parameters are equal; null if not both ran. */
  Boolean parameters() {
    if (!runs.containsKey(OwnContenders.SPARK) || !runs.containsKey(OwnContenders.THREADS)) {
      return null;
    }
    Observed threads = last(OwnContenders.THREADS);
    return losses(threads).equals(losses(last(OwnContenders.SPARK)))
        && threads.lines().contains(PARAMETERS + sha256OfSpark());
  }

  private Observed last(String name) {
    List<Observed> all = runs.get(name);
    return all.get(all.size() - 1);
  }

  private static List<String> losses(Observed run) {
    return run.epochs().stream().map(Epoch::loss).toList();
  }

  private String sha256OfSpark() {
    Path summary = OwnContenders.run(places, OwnContenders.SPARK).resolve("summary.json");
    try {
      return JsonMapper.builder()
          .build()
          .readTree(summary.toFile())
          .path("parameters_sha256")
          .asText();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + summary, e);
    }
  }
}
