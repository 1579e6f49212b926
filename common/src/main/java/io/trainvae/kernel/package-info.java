/**
 * Layers on one processor core: matrix products from oneDNN and OpenBLAS, everything else in loops
 * over arrays that the virtual machine vectorises, and no allocation in a step. A convolution is a
 * few matrix products on parts of the image as it stands ({@link io.trainvae.kernel.Planes}), or,
 * of very few channels, one product over gathered patches (Chellapilla et al. 2006); pixels'
 * channels lie side by side.
 */
package io.trainvae.kernel;
