/**
 * Layers on one processor core: matrix products from OpenBLAS, everything else in loops over arrays
 * that the virtual machine vectorises, and no allocation in a step. A convolution is one matrix
 * product over gathered patches (Chellapilla et al. 2006), with pixels' channels side by side, so
 * that a row of a patch is one run of memory.
 */
package io.trainvae.kernel;
