package io.trainvae.tracking;

import io.trainvae.metrics.Summary;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The figures of an evaluation under the names that the server receives; figures that were not
 * computed are left out. MLflow shows metrics of the same name side by side. Therefore only figures
 * of the whole test split of the training's own data set are called {@code test/...}; others name
 * their images: {@code test-first-50/...}, {@code test-of-kmnist/...}.
 */
final class TrackedFigures {
  private TrackedFigures() {}

  static Map<String, Double> of(Summary summary) {
    Summary.Test test = summary.test();
    Map<String, Double> figures = new LinkedHashMap<>();
    String prefix = prefix(summary);
    put(figures, prefix + "images", test.images());
    put(figures, prefix + "neg_elbo", test.negElbo());
    put(figures, prefix + "reconstruction", test.reconstruction());
    put(figures, prefix + "kl", test.kl());
    put(figures, prefix + "nll", test.nll());
    put(figures, prefix + "active_units", test.activeUnits());
    return figures;
  }

  private static String prefix(Summary summary) {
    Summary.Test test = summary.test();
    // A name that MLflow accepts.
    String other =
        summary.testedElsewhere() ? "-of-" + test.dataset().replaceAll("[^A-Za-z0-9_.-]", "_") : "";
    return "test" + other + (test.partial() ? "-first-" + test.images() : "") + "/";
  }

  private static void put(Map<String, Double> figures, String name, Number figure) {
    if (figure != null && Double.isFinite(figure.doubleValue())) {
      figures.put(name, figure.doubleValue());
    }
  }
}
