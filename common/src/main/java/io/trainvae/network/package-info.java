/**
 * A VAE at work: what trains it step by step, and what encodes and decodes with it.
 *
 * <p>{@link io.trainvae.network.FusedVae} does a step on processor cores with matrix products from
 * OpenBLAS and everything else in loops that the virtual machine vectorises; {@link
 * io.trainvae.network.GraphVae} does the same step with DL4J's {@code ComputationGraph} on whatever
 * backend ND4J has, and {@link io.trainvae.network.GraphModel} encodes and decodes there. Both work
 * on the same flat parameters, and tests hold them against each other.
 *
 * <p>{@link io.trainvae.network.Vaes} chooses: on processors every step, encoding and decoding is
 * done by the first, and no DL4J network takes part.
 */
package io.trainvae.network;
