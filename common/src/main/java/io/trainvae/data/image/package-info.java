/**
 * Arithmetic on whole images, and the way from a PNG, JPEG, GIF, BMP or WebP file to an image of a
 * data set: {@link io.trainvae.data.image.ImageDecoder}.
 */
package io.trainvae.data.image;
