package io.trainvae.report;

import io.trainvae.metrics.Outcome;
import io.trainvae.metrics.Summary;
import java.util.function.DoubleFunction;

/** The figures of a run, one tile each: of the test first, then of the training. */
final class Tiles {
  private final Summary summary;
  private final String unit;

  Tiles(Summary summary) {
    this.summary = summary;
    this.unit = summary.unit();
  }

  String html() {
    return tiles(test() + train());
  }

  /** The tiles of a running training, without those of the test. */
  String htmlOfTraining() {
    return tiles(train());
  }

  private static String tiles(String tiles) {
    return "<div class=\"tiles\">\n" + tiles + "</div>\n";
  }

  private String test() {
    Summary.Test test = summary.test();
    boolean there = test != null;
    String of = unit + testedOn();
    return tile("Test \u2212ELBO", there ? test.negElbo() : null, Figures::decimal, of, "main")
        + tile("Test reconstruction", there ? test.reconstruction() : null, of)
        + tile("Test KL", there ? test.kl() : null, of)
        + bits(test)
        + tile("Test NLL", there ? test.nll() : null, importanceSamples(test))
        + count(
            "Active units",
            there ? test.activeUnits() : null,
            "latent dimensions in use" + testedOn());
  }

  /** Nothing where the likelihood is not one of levels. */
  private String bits(Summary.Test test) {
    return test == null || test.bitsPerDim() == null
        ? ""
        : tile(
            "Test bits per dimension",
            test.bitsPerDim(),
            Figures::decimal,
            "\u2212ELBO" + testedOn(),
            "");
  }

  private String testedOn() {
    return summary.test() == null ? "" : ", " + summary.testedOn();
  }

  private String train() {
    Summary.Train train = summary.train();
    boolean there = train != null;
    return tile("Training \u2212ELBO", there ? train.negElbo() : null, unit)
        + count("Epochs", summary.epochs(), outcome() + "seed " + summary.seed())
        + tile(
            "Seconds per epoch", there ? train.secondsPerEpoch() : null, "median after the first")
        + count(perSecond(summary.items()), there ? train.imagesPerSecond() : null, "in training")
        + count("Workers", summary.workers(), averaging());
  }

  /** {@code Images per second}. */
  static String perSecond(String items) {
    return Character.toUpperCase(items.charAt(0)) + items.substring(1) + " per second";
  }

  private String outcome() {
    Outcome outcome = summary.outcome();
    return outcome == null || outcome == Outcome.FINISHED ? "" : outcome.words() + ", ";
  }

  private String importanceSamples(Summary.Test test) {
    if (test == null || test.importanceSamples() == null) {
      return "importance-weighted bound";
    }
    String samples = Figures.whole(test.importanceSamples()) + " importance samples";
    return unit + testedOn() + ", " + samples;
  }

  private String averaging() {
    int frequency = summary.averagingFrequency();
    return frequency == 1 ? "averaged every batch" : "averaged every " + frequency + " batches";
  }

  private static String tile(String name, Number figure, String note) {
    return tile(name, figure, Figures::decimal, note, "");
  }

  private static String count(String name, Number figure, String note) {
    return tile(name, figure, Figures::whole, note, "");
  }

  private static String tile(
      String name, Number figure, DoubleFunction<String> format, String note, String kind) {
    boolean computed = Figures.computed(figure);
    return """
    <div class="tile %s"><div class="name">%s</div><div class="%s">%s</div><div class="note">%s</div></div>
    """
        .formatted(
            kind,
            Html.escape(name),
            computed ? "value" : "value missing",
            computed ? format.apply(figure.doubleValue()) : Figures.NOT_COMPUTED,
            Html.escape(note));
  }
}
