/**
 * Rows in Parquet files: a few columns of fixed types, written from an RDD by Parquet's own writer.
 * The files are those that Spark SQL would write, byte by byte, without the seconds that a session
 * of it takes at its start.
 */
package io.trainvae.rows;
