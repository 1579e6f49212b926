package io.trainvae.report;

import io.trainvae.metrics.MetricRow;
import io.trainvae.metrics.Summary;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One run of a comparison.
 *
 * @param name that no other run of the comparison has
 * @param location of its folder
 * @param metrics of all epochs
 * @param settings its configuration and where it ran, by dotted key, in the order of the file
 * @param pictures PNG or GIF bytes by file name
 */
public record ComparedRun(
    String name,
    String location,
    Summary summary,
    List<MetricRow> metrics,
    Map<String, String> settings,
    Map<String, byte[]> pictures) {

  public ComparedRun {
    metrics = List.copyOf(metrics);
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    pictures = Collections.unmodifiableMap(new LinkedHashMap<>(pictures));
  }

  /** A setting; empty if the run does not have it. */
  String setting(String key) {
    return settings.getOrDefault(key, "");
  }
}
