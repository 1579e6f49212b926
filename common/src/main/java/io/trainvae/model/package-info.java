/**
 * What a variational autoencoder is made of: its specification, the layout of its parameters, and
 * its form as a DL4J {@code ComputationGraph} with the vertex and the activation that DL4J lacks.
 */
package io.trainvae.model;
