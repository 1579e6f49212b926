package io.trainvae.report;

import io.trainvae.metrics.MetricRow;
import io.trainvae.metrics.Summary;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The content of a report.
 *
 * @param summary figures of the run; null figures are shown as not computed
 * @param metrics of all epochs; of two rows for the same epoch, split and metric the later one
 *     counts
 * @param synthetic whether the images were drawn by this program
 * @param configYaml the configuration as resolved, without secrets
 * @param provenanceJson null if there is none
 * @param pictures PNG or GIF bytes by file name, such as {@code latent-grid.png}
 */
public record ReportData(
    Summary summary,
    List<MetricRow> metrics,
    boolean synthetic,
    String configYaml,
    String provenanceJson,
    Map<String, byte[]> pictures) {

  public ReportData {
    metrics = List.copyOf(metrics);
    pictures = Collections.unmodifiableMap(new LinkedHashMap<>(pictures));
  }
}
