/**
 * JMH benchmarks of what a training step is made of, on one thread. One of them stands in the
 * package of what it measures, which is not public.
 */
package io.trainvae.benchmark.kernels;
