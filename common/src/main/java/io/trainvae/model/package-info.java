/**
 * The components of a variational autoencoder: its specification, the layout of its parameters, and
 * the vertices and the activation that DL4J lacks. They keep these names, because the files of
 * saved DL4J graphs have them.
 */
package io.trainvae.model;
