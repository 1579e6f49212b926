/**
 * How the rows of a data set lie in its Parquet files: which files a split has, which columns, and
 * the type of the column that numbers the rows.
 */
package io.trainvae.ingest.layout;
