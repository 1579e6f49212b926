/**
 * Pictures of a run as PNG and GIF bytes: sheets of images, latent scatter, loss curves,
 * animations.
 *
 * <p>Nothing here needs a display or an installed font: words are drawn from outlines that come
 * with the program, so a picture is the same to the bit on every machine with the same Java.
 */
package io.trainvae.picture;
