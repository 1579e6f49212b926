/**
 * Where IDX images come from: a folder with the four canonical files, and what a pass over all
 * their bytes finds out.
 */
package io.trainvae.data.source;
