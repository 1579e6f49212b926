package io.trainvae.metrics;

import java.util.List;

/** The figures that a curve over the epochs shows. */
public final class EpochRows {
  private EpochRows() {}

  /**
   * All rows, but those of an evaluation of only a part of the test split, or of another data set:
   * they continue no curve.
   *
   * @param summary that the evaluation wrote
   */
  public static List<MetricRow> of(List<MetricRow> rows, Summary summary) {
    return haveEvaluation(summary)
        ? rows
        : rows.stream().filter(row -> !isEvaluation(row)).toList();
  }

  /**
   * Whether the rows may include the evaluation: only an evaluation of the whole test split of the
   * training's own data set.
   */
  public static boolean haveEvaluation(Summary summary) {
    return summary.test() == null || !summary.test().partial() && !summary.testedElsewhere();
  }

  /** Whether the figure is of a final evaluation. Test figures after an epoch have its rounds. */
  private static boolean isEvaluation(MetricRow row) {
    return row.split().equals("test") && row.round() == 0;
  }
}
