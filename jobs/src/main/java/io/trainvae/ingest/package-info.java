/**
 * Converts images of any source to the Parquet data set that every later job reads, and reads it:
 * {@link io.trainvae.ingest.IngestJob} writes it, {@link io.trainvae.ingest.ParquetDataset} opens
 * it, {@link io.trainvae.ingest.MergeJob} rewrites the files of one that grew.
 */
package io.trainvae.ingest;
