/**
 * The {@code encode} job: every image of a data set as latents and an anomaly score, in Parquet.
 */
package io.trainvae.encode;
