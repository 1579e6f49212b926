/**
 * The components of a variational autoencoder: its specification, the layout of its parameters, and
 * its form as a DL4J {@code ComputationGraph}, with the vertices and the activation that DL4J
 * lacks. The graph is used on GPUs, in the file for DL4J's users, and in tests.
 */
package io.trainvae.model;
