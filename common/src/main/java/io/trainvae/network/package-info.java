/**
 * A VAE at work: what trains it step by step, and what encodes and decodes with it.
 *
 * <p>{@link io.trainvae.network.FusedVae} computes a step on processor cores, with matrix products
 * of oneDNN and OpenBLAS and everything else in loops that the virtual machine vectorises. {@link
 * io.trainvae.network.GraphVae} computes the same step with DL4J's {@code ComputationGraph} on any
 * ND4J backend, and {@link io.trainvae.network.GraphModel} encodes and decodes there; {@link
 * io.trainvae.network.VaeGraph} describes the graph, which is also in the file for DL4J's users.
 * Both use the same flat parameters, and tests compare them.
 *
 * <p>{@link io.trainvae.network.Vaes} chooses: on processors every step, encoding and decoding is
 * done by the first, and no DL4J network takes part.
 */
package io.trainvae.network;
