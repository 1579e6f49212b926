/**
 * The sources of published files: IDX files, a folder with the four canonical ones, and the result
 * of a pass over all their bytes; CIFAR's records; and, in {@code data.matlab}, MATLAB files.
 */
package io.trainvae.data.source;
