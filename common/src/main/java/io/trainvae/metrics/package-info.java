/**
 * The figures of a run: rows of Parquet while it trains, and a summary at the end.
 *
 * <p>Losses are nats per image, lower is better.
 */
package io.trainvae.metrics;
