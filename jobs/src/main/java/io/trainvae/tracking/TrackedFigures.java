package io.trainvae.tracking;

import io.trainvae.metrics.Summary;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The figures of an evaluation by the names that the server gets; what was not computed is left
 * out.
 */
final class TrackedFigures {
  private TrackedFigures() {}

  static Map<String, Double> of(Summary summary) {
    Summary.Test test = summary.test();
    Map<String, Double> figures = new LinkedHashMap<>();
    put(figures, "test/neg_elbo", test.negElbo());
    put(figures, "test/reconstruction", test.reconstruction());
    put(figures, "test/kl", test.kl());
    put(figures, "test/nll", test.nll());
    put(figures, "test/active_units", test.activeUnits());
    return figures;
  }

  private static void put(Map<String, Double> figures, String name, Number figure) {
    if (figure != null && Double.isFinite(figure.doubleValue())) {
      figures.put(name, figure.doubleValue());
    }
  }
}
