/**
 * The {@code decode} job: what the decoder makes of latents and of test images, charts of the
 * metrics, and the report that shows them.
 */
package io.trainvae.decode;
