/**
 * What a variational autoencoder is made of: its specification, the layout of its parameters, and
 * its form as a DL4J {@code ComputationGraph} with the vertex and the activation that DL4J lacks,
 * for GPUs, for the file that DL4J's users open, and for tests.
 */
package io.trainvae.model;
