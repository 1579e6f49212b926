package io.trainvae.report;

import io.trainvae.metrics.EpochRows;
import io.trainvae.metrics.MetricRow;
import io.trainvae.metrics.Summary;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.DoubleFunction;
import java.util.stream.Collectors;

/** The metrics of each epoch, one line each. */
final class EpochTable {
  private record Column(String split, String metric, DoubleFunction<String> format) {
    String key() {
      return split + " " + metric;
    }
  }

  private static final List<Column> COLUMNS =
      List.of(
          new Column("train", "neg_elbo", Figures::decimal),
          new Column("train", "reconstruction", Figures::decimal),
          new Column("train", "kl", Figures::decimal),
          new Column("test", "neg_elbo", Figures::decimal),
          new Column("test", "reconstruction", Figures::decimal),
          new Column("test", "kl", Figures::decimal),
          new Column("train", "seconds", Figures::decimal),
          new Column("train", "images_per_second", Figures::whole));

  private static final Set<String> KEYS =
      COLUMNS.stream().map(Column::key).collect(Collectors.toUnmodifiableSet());

  private EpochTable() {}

  /**
   * @param all metrics of any kind; those without a column are left out
   */
  static String html(List<MetricRow> all, Summary summary) {
    List<MetricRow> metrics =
        EpochRows.of(all, summary).stream().filter(row -> KEYS.contains(key(row))).toList();
    if (metrics.isEmpty()) {
      return "<p class=\"quiet\">No epoch was recorded.</p>\n";
    }
    return """
    <div class="scroll"><table>
    <thead>
    <tr><th></th><th colspan="3" class="group">training</th><th colspan="3" class="group">test</th><th colspan="2" class="group">speed</th></tr>
    <tr><th>epoch</th><th>\u2212ELBO</th><th>reconstruction</th><th>KL</th><th>\u2212ELBO</th><th>reconstruction</th><th>KL</th><th>seconds</th><th>%s/s</th></tr>
    </thead>
    <tbody>
    %s</tbody>
    </table></div>
    <p class="quiet">Losses in %s, means over all %s of the epoch. \u2014 stands for not computed.%s</p>
    """
        .formatted(
            summary.items(),
            body(metrics),
            Html.escape(summary.unit()),
            summary.items(),
            Html.escape(evaluation(summary)));
  }

  private static String evaluation(Summary summary) {
    return EpochRows.haveEvaluation(summary)
        ? ""
        : " The evaluation on the %s is not among them.".formatted(summary.testedOn());
  }

  private static String key(MetricRow row) {
    return row.split() + " " + row.metric();
  }

  private static String body(List<MetricRow> metrics) {
    Map<Integer, Map<String, Double>> epochs = new TreeMap<>();
    for (MetricRow row : metrics) {
      epochs.computeIfAbsent(row.epoch(), e -> new TreeMap<>()).put(key(row), row.value());
    }
    return epochs.entrySet().stream()
        .map(epoch -> line(epoch.getKey(), epoch.getValue()))
        .collect(Collectors.joining());
  }

  private static String line(int epoch, Map<String, Double> values) {
    return COLUMNS.stream()
        .map(column -> cell(values.get(column.key()), column.format))
        .collect(Collectors.joining("", "<tr><th>" + epoch + "</th>", "</tr>\n"));
  }

  private static String cell(Double value, DoubleFunction<String> format) {
    return Figures.computed(value)
        ? "<td>" + format.apply(value) + "</td>"
        : "<td class=\"missing\" title=\"" + Figures.NOT_COMPUTED + "\">\u2014</td>";
  }
}
