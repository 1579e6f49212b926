/**
 * Measures the cost of averaging and its loss of accuracy: trains with several numbers of workers,
 * averaging intervals and seeds, and compares test losses after epochs, seconds, processor seconds
 * and bytes.
 */
package io.trainvae.benchmark.averaging;
