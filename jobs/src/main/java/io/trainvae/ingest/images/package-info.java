/**
 * Converts files of images, and tables with images in a column, to the rows of a data set: {@link
 * io.trainvae.ingest.images.ImageFolder} and {@link io.trainvae.ingest.images.ImageTable} list
 * them, {@link io.trainvae.ingest.images.SortedItems} brings them into their order, {@link
 * io.trainvae.ingest.images.DecodedImages} decodes them once, on the executors.
 */
package io.trainvae.ingest.images;
