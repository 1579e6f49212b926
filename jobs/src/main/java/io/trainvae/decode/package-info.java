/**
 * The {@code decode} job: the latent grid, samples, reconstructions, the scatter of the latents,
 * loss curves, and the report that shows them.
 */
package io.trainvae.decode;
