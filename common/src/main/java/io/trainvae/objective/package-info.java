/**
 * What a training minimises, in plain loops over arrays: the negative log likelihood of pixels, the
 * divergence of the posterior from the prior, importance-weighted bounds, and the derivatives of
 * them all by what the encoder and the decoder gave.
 */
package io.trainvae.objective;
