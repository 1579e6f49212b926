/**
 * Layers on processor cores: matrix products from oneDNN and OpenBLAS, everything else in loops
 * over arrays that the virtual machine vectorises, and no allocation in a step. The {@link
 * io.trainvae.kernel.ThreadTeam} of a worker shares out slices of a step's rows ({@link
 * io.trainvae.kernel.LayerKernel}), then ranges of the parameters ({@link
 * io.trainvae.kernel.ParameterRange}). A convolution is a few matrix products on parts of the image
 * as it stands ({@link io.trainvae.kernel.Planes}), or, of very few channels, one product over
 * gathered patches (Chellapilla et al. 2006); pixels' channels lie side by side.
 */
package io.trainvae.kernel;
