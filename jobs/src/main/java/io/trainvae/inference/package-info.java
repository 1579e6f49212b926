/**
 * A trained model over a data set: {@link io.trainvae.inference.Inference} sends it to the
 * executors and takes every partition's images through its encoder, batch by batch.
 */
package io.trainvae.inference;
