/**
 * JMH benchmarks of the parts of a training step, on one thread. The optimiser's benchmark is in
 * the package of the optimiser, which is not public.
 */
package io.trainvae.benchmark.kernels;
