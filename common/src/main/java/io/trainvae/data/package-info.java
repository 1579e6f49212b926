/**
 * Images before they become a training set: the description of a data set and, in the sub-packages,
 * IDX files, synthetic digits, downloads and resizing. Independent of Spark.
 */
package io.trainvae.data;
