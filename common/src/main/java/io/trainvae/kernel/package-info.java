/**
 * Layers on processor cores: matrix products by oneDNN and OpenBLAS, everything else in loops over
 * arrays that the virtual machine vectorises. A step allocates nothing. The {@link
 * io.trainvae.kernel.ThreadTeam} of a worker distributes slices of a step's rows ({@link
 * io.trainvae.kernel.LayerKernel}), then ranges of the parameters ({@link
 * io.trainvae.kernel.ParameterRange}). A convolution is a few matrix products on parts of the
 * stored image ({@link io.trainvae.kernel.Planes}), or, with very few channels, one product over
 * gathered patches (Chellapilla et al. 2006). The channels of a pixel are stored next to each
 * other.
 */
package io.trainvae.kernel;
