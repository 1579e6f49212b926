package io.trainvae.metrics;

import java.time.Instant;

/**
 * One figure of a run, as one row of {@code <run>/metrics}.
 *
 * @param epoch 1 for the first
 * @param round averaging rounds done so far
 * @param split {@code train} or {@code test}
 * @param metric {@code neg_elbo}, {@code reconstruction}, {@code kl}, {@code seconds}, {@code
 *     images_per_second}, {@code bits_per_dim}, {@code images} that the split's figures are of,
 *     {@code outcome} by {@link Outcome#number}, and those of {@link MetricNames}
 */
public record MetricRow(
    String runId, int epoch, int round, String split, String metric, double value, Instant time) {

  MetricRow at(Instant other) {
    return new MetricRow(runId, epoch, round, split, metric, value, other);
  }
}
