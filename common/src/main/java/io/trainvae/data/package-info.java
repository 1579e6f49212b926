/**
 * Images before they are a training set: what a data set says of itself, and, in the sub-packages,
 * IDX files, synthetic digits, downloads and resizing. Knows nothing of Spark.
 */
package io.trainvae.data;
