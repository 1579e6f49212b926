package io.trainvae.metrics;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names of metrics that several places use, or that carry a class or a latent dimension. */
public final class MetricNames {
  /**
   * The distance of the workers' parameters from each other before they are averaged: the root of
   * their mean squared distance from the mean, divided by the norm of the mean; the mean over an
   * epoch's rounds. Not defined for one worker.
   */
  public static final String DISAGREEMENT = "disagreement";

  private static final String DIMENSION = "kl_dim_";

  private MetricNames() {}

  /** The metric of the images of one class, such as {@code neg_elbo/class=3}. */
  public static String ofClass(String metric, int label) {
    return metric + "/class=" + label;
  }

  /** The divergence in one latent dimension, counted from 0, such as {@code kl_dim_3}. */
  public static String klOfDimension(int dim) {
    return DIMENSION + dim;
  }

  /** The last value of a metric for each class that has one, by its label. */
  public static SortedMap<Integer, Double> byClass(List<MetricRow> rows, String metric) {
    return numbered(rows, Pattern.quote(metric) + "/class=");
  }

  /** The last divergence in each latent dimension, by its number. */
  public static SortedMap<Integer, Double> klByDimension(List<MetricRow> rows) {
    return numbered(rows, DIMENSION);
  }

  private static SortedMap<Integer, Double> numbered(List<MetricRow> rows, String prefix) {
    Pattern pattern = Pattern.compile(prefix + "(-?\\d{1,9})");
    SortedMap<Integer, Double> values = new TreeMap<>();
    for (MetricRow row : rows) {
      Matcher name = pattern.matcher(row.metric());
      if (name.matches() && Double.isFinite(row.value())) {
        values.put(Integer.valueOf(name.group(1)), row.value());
      }
    }
    return values;
  }
}
