/**
 * Converts images of any source to the Parquet data set that every later job reads, and reads it:
 * {@link io.trainvae.ingest.IngestJob} writes it, {@link io.trainvae.ingest.ParquetDataset} opens
 * it.
 */
package io.trainvae.ingest;
