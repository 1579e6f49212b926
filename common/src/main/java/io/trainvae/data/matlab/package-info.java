/**
 * Data sets that are published as MATLAB files of version 5 to 7: Omniglot, Caltech 101 silhouettes
 * and SVHN. {@link io.trainvae.data.matlab.MatlabImages} reads one; {@link
 * io.trainvae.data.matlab.MatlabForm} says which variables of which files it consists of.
 *
 * <p>MATLAB stores arrays by columns: of a 28 x 28 image the 28 pixels of the left column come
 * first.
 */
package io.trainvae.data.matlab;
