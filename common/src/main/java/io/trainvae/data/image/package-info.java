/** Arithmetic on whole images. */
package io.trainvae.data.image;
