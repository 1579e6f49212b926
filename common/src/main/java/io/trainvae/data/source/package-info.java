/**
 * The sources of IDX images: a folder with the four canonical files, and the result of a pass over
 * all their bytes.
 */
package io.trainvae.data.source;
