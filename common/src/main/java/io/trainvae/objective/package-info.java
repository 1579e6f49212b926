/**
 * The objective of a training, in plain loops over arrays: the negative log likelihood of pixels,
 * the divergence of the posterior from the prior, importance-weighted bounds, and their derivatives
 * by the outputs of encoder and decoder.
 */
package io.trainvae.objective;
