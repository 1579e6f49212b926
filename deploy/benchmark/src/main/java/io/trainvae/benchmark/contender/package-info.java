/**
 * The contenders that run in Java: the same training on plain threads, dl4j-spark's own averaging,
 * and the matrix products that limit them all.
 */
package io.trainvae.benchmark.contender;
