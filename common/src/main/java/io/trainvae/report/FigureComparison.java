package io.trainvae.report;

import io.trainvae.metrics.Summary;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/** The figures of runs side by side, the best of each row marked where they compare. */
final class FigureComparison {
  private enum Better {
    LOWER,
    HIGHER,
    NEITHER
  }

  private record Row(
      String name,
      Function<Summary, Number> figure,
      DoubleFunction<String> format,
      Better better) {}

  private final List<ComparedRun> runs;
  private final Comparability comparability;

  FigureComparison(List<ComparedRun> runs) {
    this.runs = runs;
    this.comparability = Comparability.of(runs);
  }

  String html() {
    String names =
        runs.stream()
            .map(run -> "<th>" + Html.escape(run.name()) + "</th>")
            .collect(Collectors.joining());
    String body = rows().stream().map(this::line).collect(Collectors.joining());
    return """
    <div class="scroll"><table class="compared">
    <thead><tr><th></th>%s</tr></thead>
    <tbody>
    %s</tbody>
    </table></div>
    """
        .formatted(names, texts() + body);
  }

  private List<Row> rows() {
    Better test = comparability.testLosses() ? Better.LOWER : Better.NEITHER;
    Better bound = comparability.bounds() ? Better.LOWER : Better.NEITHER;
    Better train = comparability.trainingLosses() ? Better.LOWER : Better.NEITHER;
    boolean images = comparability.sameImages();
    List<Row> rows = new ArrayList<>();
    rows.add(decimal("Test \u2212ELBO", test(Summary.Test::negElbo), test));
    rows.add(decimal("Test reconstruction", test(Summary.Test::reconstruction), Better.NEITHER));
    rows.add(decimal("Test KL", test(Summary.Test::kl), Better.NEITHER));
    rows.add(decimal("Test NLL", test(Summary.Test::nll), bound));
    rows.add(whole("Importance samples", test(Summary.Test::importanceSamples), Better.NEITHER));
    rows.add(whole("Active units", test(Summary.Test::activeUnits), Better.NEITHER));
    rows.add(decimal("Training \u2212ELBO", train(Summary.Train::negElbo), train));
    rows.add(whole("Epochs", Summary::epochs, Better.NEITHER));
    rows.add(whole("Workers", Summary::workers, Better.NEITHER));
    rows.add(
        decimal(
            "Seconds per epoch",
            train(Summary.Train::secondsPerEpoch),
            images ? Better.LOWER : Better.NEITHER));
    rows.add(
        whole(
            Tiles.perSecond(items()),
            train(Summary.Train::imagesPerSecond),
            images ? Better.HIGHER : Better.NEITHER));
    rows.add(decimal("Seconds of training", train(Summary.Train::seconds), Better.NEITHER));
    return rows;
  }

  /** {@code rows} if all runs are of rows. */
  private String items() {
    boolean rows = runs.stream().allMatch(run -> run.summary().items().equals("rows"));
    return rows ? "rows" : "images";
  }

  private String texts() {
    return text("Preset", ComparedRun::summary, Summary::preset)
        + text("Data set", run -> run.summary().dataset(), FigureComparison::images)
        + text("Test " + items(), ComparedRun::summary, FigureComparison::testImages)
        + text("Status", ComparedRun::summary, Summary::status)
        + text("Outcome", ComparedRun::summary, FigureComparison::outcome);
  }

  private static String testImages(Summary summary) {
    String count = summary.test() == null ? null : summary.test().count();
    return count == null || !summary.testedElsewhere()
        ? count
        : count + " of " + summary.test().dataset();
  }

  private static String outcome(Summary summary) {
    return summary.outcome() == null ? null : summary.outcome().words();
  }

  private static String images(Summary.Dataset dataset) {
    return "%s, %s + %s"
        .formatted(
            dataset.name(),
            Figures.whole(dataset.trainImages()),
            Figures.whole(dataset.testImages()));
  }

  private <T> String text(
      String name, Function<ComparedRun, T> part, Function<T, String> property) {
    return runs.stream()
        .map(part)
        .map(present -> present == null ? null : property.apply(present))
        .map(text -> text == null ? missing() : "<td>" + Html.escape(text) + "</td>")
        .collect(Collectors.joining("", "<tr><th>" + name + "</th>", "</tr>\n"));
  }

  private String line(Row row) {
    List<Number> figures = runs.stream().map(run -> row.figure.apply(run.summary())).toList();
    String best = best(row, figures);
    return figures.stream()
        .map(figure -> cell(figure, row, best))
        .collect(Collectors.joining("", "<tr><th>" + row.name + "</th>", "</tr>\n"));
  }

  /**
   * The figure rounded as shown, so that figures that look equal count as equal; null if there is
   * none.
   */
  private static String best(Row row, List<Number> figures) {
    List<Number> computed = figures.stream().filter(Figures::computed).toList();
    DoubleStream values = computed.stream().mapToDouble(Number::doubleValue);
    OptionalDouble best =
        switch (row.better) {
          case LOWER -> values.min();
          case HIGHER -> values.max();
          case NEITHER -> OptionalDouble.empty();
        };
    long shown = computed.stream().map(f -> row.format.apply(f.doubleValue())).distinct().count();
    return best.isPresent() && shown > 1 ? row.format.apply(best.getAsDouble()) : null;
  }

  private static String cell(Number figure, Row row, String best) {
    if (!Figures.computed(figure)) {
      return missing();
    }
    String shown = row.format.apply(figure.doubleValue());
    return shown.equals(best)
        ? "<td class=\"best\" title=\"best\">" + shown + "</td>"
        : "<td>" + shown + "</td>";
  }

  private static String missing() {
    return "<td class=\"missing\" title=\"" + Figures.NOT_COMPUTED + "\">\u2014</td>";
  }

  private static Row decimal(String name, Function<Summary, Number> figure, Better better) {
    return new Row(name, figure, Figures::decimal, better);
  }

  private static Row whole(String name, Function<Summary, Number> figure, Better better) {
    return new Row(name, figure, Figures::whole, better);
  }

  private static Function<Summary, Number> test(Function<Summary.Test, Number> figure) {
    return summary -> summary.test() == null ? null : figure.apply(summary.test());
  }

  private static Function<Summary, Number> train(Function<Summary.Train, Number> figure) {
    return summary -> summary.train() == null ? null : figure.apply(summary.train());
  }
}
