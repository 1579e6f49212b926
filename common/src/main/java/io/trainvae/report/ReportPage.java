package io.trainvae.report;

import io.trainvae.metrics.EpochRows;
import io.trainvae.metrics.Summary;

/** Renders a report as one page that fetches nothing. All text from outside is escaped. */
public final class ReportPage {
  private ReportPage() {}

  /** The page; to be stored as UTF-8. */
  public static String render(ReportData data) {
    return render(data, "", "", tiles(data).html());
  }

  /** The page of a running training: a browser that shows it reloads it. Store it as UTF-8. */
  public static String renderGrowing(ReportData data, LiveStatus growth) {
    String reload =
        "<meta http-equiv=\"refresh\" content=\"%d\"/>\n".formatted(growth.reloadSeconds());
    return render(data, reload, progress(growth), tiles(data).htmlOfTraining());
  }

  private static Tiles tiles(ReportData data) {
    return new Tiles(data.summary());
  }

  private static String render(ReportData data, String reload, String progress, String tiles) {
    String main =
        """
    %s%s<section aria-label="Figures">
    %s%s</section>
    <section>
    <h2>Pictures</h2>
    %s</section>
    <section>
    <h2>Epochs</h2>
    %s</section>
    <section>
    <h2>How it was made</h2>
    %s%s</section>
    """
            .formatted(
                header(data),
                progress,
                tiles,
                note(data),
                pictures(data),
                EpochTable.html(data.metrics(), data.summary()),
                folded("Configuration", data.configYaml()),
                folded("Provenance", data.provenanceJson()));
    return HtmlPage.of(reload, data.summary().runId(), "", main);
  }

  private static String progress(LiveStatus growth) {
    return """
    <p class="growth"><progress max="%d" value="%d">%d of %d epochs</progress> %s</p>
    """
        .formatted(
            growth.epochs(),
            growth.epochsDone(),
            growth.epochsDone(),
            growth.epochs(),
            Html.escape(growth.note()));
  }

  private static String header(ReportData data) {
    Summary summary = data.summary();
    String synthetic = data.synthetic() ? "<li class=\"chip synthetic\">synthetic data</li>" : "";
    return """
    <header>
    <p class="eyebrow">Variational autoencoder</p>
    <h1>%s</h1>
    <ul class="chips"><li class="chip %s">%s</li><li class="chip">preset <b>%s</b></li>%s%s</ul>
    </header>
    """
        .formatted(
            Html.escape(summary.runId()),
            "complete".equals(summary.status()) ? "complete" : "unfinished",
            Html.escape(summary.status()),
            Html.escape(summary.preset()),
            dataset(summary.dataset(), summary.items()),
            synthetic);
  }

  private static String dataset(Summary.Dataset dataset, String items) {
    if (dataset == null) {
      return "";
    }
    return "<li class=\"chip\">data set <b>%s</b> \u00b7 %s training and %s test %s</li>"
        .formatted(
            Html.escape(dataset.name()),
            Figures.whole(dataset.trainImages()),
            Figures.whole(dataset.testImages()),
            items);
  }

  private static String note(ReportData data) {
    Summary.Test test = data.summary().test();
    String synthetic =
        data.synthetic()
            ? " The images were drawn by the program itself: these figures compare with no other"
                + " data set\u2019s."
            : "";
    return """
    <p class="quiet">Losses are %s, lower is better. Binarisation of the test %s: %s.%s%s</p>
    """
        .formatted(
            Html.escape(data.summary().unit()),
            data.summary().items(),
            Html.escape(binarisation(test == null ? null : test.binarisation())),
            Html.escape(tested(data.summary())),
            Html.escape(synthetic));
  }

  /** A note if the figures are not of the test split that a reader would expect. */
  private static String tested(Summary summary) {
    return EpochRows.haveEvaluation(summary)
        ? ""
        : " The test figures are of the %s, not of the whole test split of %s."
            .formatted(summary.testedOn(), summary.dataset().name());
  }

  private static String binarisation(String name) {
    if (name == null) {
      return "not stated";
    }
    return switch (name) {
      case "none" -> "none, grey levels as they are";
      case "threshold" -> "threshold, each pixel 0 or 1 by a fixed grey level";
      case "dynamic" -> "dynamic, each pixel drawn as 0 or 1 by its grey level";
      default -> name;
    };
  }

  private static String pictures(ReportData data) {
    return data.pictures().isEmpty()
        ? "<p class=\"quiet\">No picture was made.</p>\n"
        : Gallery.html(data.pictures());
  }

  private static String folded(String title, String text) {
    return text == null
        ? "<p class=\"quiet\">" + title + " was not recorded.</p>\n"
        : "<details><summary>%s</summary><pre>%s</pre></details>\n"
            .formatted(title, Html.escape(text));
  }
}
