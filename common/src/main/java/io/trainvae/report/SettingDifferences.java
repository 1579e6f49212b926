package io.trainvae.report;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The settings that are not the same in all runs. */
final class SettingDifferences {
  private SettingDifferences() {}

  static String html(List<ComparedRun> runs) {
    Set<String> keys = new LinkedHashSet<>();
    runs.forEach(run -> keys.addAll(run.settings().keySet()));
    keys.removeIf(key -> runs.stream().map(run -> run.setting(key)).distinct().count() < 2);
    if (keys.isEmpty()) {
      return "<p class=\"quiet\">Nothing: all settings are the same.</p>\n";
    }
    String names =
        runs.stream()
            .map(run -> "<th>" + Html.escape(run.name()) + "</th>")
            .collect(Collectors.joining());
    String body = keys.stream().map(key -> line(key, runs)).collect(Collectors.joining());
    return """
    <div class="scroll"><table class="compared settings">
    <thead><tr><th></th>%s</tr></thead>
    <tbody>
    %s</tbody>
    </table></div>
    """
        .formatted(names, body);
  }

  private static String line(String key, List<ComparedRun> runs) {
    return runs.stream()
        .map(run -> cell(run.setting(key)))
        .collect(Collectors.joining("", "<tr><th>" + Html.escape(key) + "</th>", "</tr>\n"));
  }

  private static String cell(String value) {
    return value.isEmpty()
        ? "<td class=\"missing\" title=\"not set\">\u2014</td>"
        : "<td>" + Html.escape(value) + "</td>";
  }
}
