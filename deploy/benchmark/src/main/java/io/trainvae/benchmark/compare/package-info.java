/** Compares the time of this trainer with others, one after the other on one machine. */
package io.trainvae.benchmark.compare;
