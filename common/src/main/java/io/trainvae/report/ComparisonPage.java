package io.trainvae.report;

import io.trainvae.metrics.EpochRows;
import io.trainvae.picture.ComparisonChart;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Several runs on one page, of the same making as {@link ReportPage}: figures side by side, losses
 * in one chart, pictures side by side, and the settings in which the runs differ.
 */
public final class ComparisonPage {
  /** The films and curves of single runs; the page has its own curves. */
  private static final Set<String> NOT_SHOWN = Set.of("loss.png");

  private static final String STYLE = HtmlPage.resource("comparison.css");

  private static final Pattern TITLE = Pattern.compile("<title>\\d+ runs compared</title>");

  /** Bytes of a page that are read to find its title. */
  private static final int START = 4096;

  private ComparisonPage() {}

  /** Whether a file is such a page. */
  public static boolean isOne(byte[] file) {
    String start = new String(file, 0, Math.min(START, file.length), StandardCharsets.UTF_8);
    return start.startsWith("<!DOCTYPE html>") && TITLE.matcher(start).find();
  }

  /** The page; to be stored as UTF-8. */
  public static String render(List<ComparedRun> runs) {
    String unit = unit(runs);
    String title = runs.size() + " runs compared";
    String main =
        """
    <header>
    <p class="eyebrow">Variational autoencoders</p>
    <h1>%s</h1>
    <ul class="chips">%s</ul>
    </header>
    %s<section aria-label="Figures">
    %s<p class="quiet">Losses are %s, lower is better. The best of a row is marked where the figures measure the same thing. \u2014 stands for not computed.</p>
    </section>
    <section>
    <h2>Losses</h2>
    %s</section>
    <section>
    <h2>Settings that differ</h2>
    %s</section>
    <section>
    <h2>Pictures</h2>
    %s</section>
    """
            .formatted(
                title,
                chips(runs),
                warning(runs),
                new FigureComparison(runs).html(),
                Html.escape(unit),
                chart(runs, unit),
                SettingDifferences.html(runs),
                pictures(runs));
    return HtmlPage.of("", title, STYLE, main);
  }

  /** More than one only where the losses cannot be compared, and the page warns of that. */
  private static String unit(List<ComparedRun> runs) {
    return runs.stream()
        .map(run -> run.summary().unit())
        .distinct()
        .collect(Collectors.joining(" or "));
  }

  private static String chips(List<ComparedRun> runs) {
    return runs.stream()
        .map(
            run ->
                "<li class=\"chip\"><b>%s</b> %s</li>"
                    .formatted(Html.escape(run.name()), Html.escape(run.location())))
        .collect(Collectors.joining());
  }

  private static String warning(List<ComparedRun> runs) {
    String warning = Comparability.of(runs).warning();
    return warning.isEmpty() ? "" : "<p class=\"warning\">" + Html.escape(warning) + "</p>\n";
  }

  private static String chart(List<ComparedRun> runs, String unit) {
    boolean any = runs.stream().anyMatch(run -> !run.metrics().isEmpty());
    if (!any) {
      return "<p class=\"quiet\">No epoch was recorded.</p>\n";
    }
    byte[] png =
        ComparisonChart.png(
            runs.stream()
                .map(
                    run ->
                        new ComparisonChart.Curves(
                            run.name(), EpochRows.of(run.metrics(), run.summary())))
                .toList(),
            unit);
    return Gallery.html(Map.of("comparison.png", png));
  }

  private static String pictures(List<ComparedRun> runs) {
    Set<String> names = new LinkedHashSet<>(Gallery.names());
    runs.forEach(run -> names.addAll(run.pictures().keySet()));
    names.removeAll(NOT_SHOWN);
    names.removeIf(name -> runs.stream().noneMatch(run -> run.pictures().containsKey(name)));
    return names.isEmpty()
        ? "<p class=\"quiet\">No picture was made.</p>\n"
        : names.stream().map(name -> row(name, runs)).collect(Collectors.joining());
  }

  private static String row(String name, List<ComparedRun> runs) {
    return runs.stream()
        .map(run -> picture(name, run))
        .collect(
            Collectors.joining(
                "",
                "<h3>" + Html.escape(Gallery.title(name)) + "</h3>\n<div class=\"beside\">\n",
                "</div>\n"));
  }

  private static String picture(String name, ComparedRun run) {
    byte[] bytes = run.pictures().get(name);
    String shown =
        bytes == null
            ? "<p class=\"none\">not made</p>"
            : Gallery.image(name, run.name() + ": " + Gallery.title(name), bytes);
    return """
    <figure class="%s">
    %s
    <figcaption><strong>%s</strong></figcaption>
    </figure>
    """
        .formatted(Gallery.style(name), shown, Html.escape(run.name()));
  }
}
