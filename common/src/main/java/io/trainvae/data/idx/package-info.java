/**
 * The IDX format of MNIST and its relatives: a magic number, the sizes as big-endian integers, then
 * unsigned bytes. Compressed or not, on any Hadoop file system, in constant memory; everything odd
 * is refused with one line.
 */
package io.trainvae.data.idx;
