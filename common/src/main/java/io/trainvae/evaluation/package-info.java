/** Figures of a trained model, image by image, and their sums. */
package io.trainvae.evaluation;
