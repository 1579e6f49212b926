/**
 * The {@code decode} job: pictures of decoded latents and of test images, charts of the metrics,
 * and the report that shows them.
 */
package io.trainvae.decode;
