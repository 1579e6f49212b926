/**
 * The state from which an interrupted training continues.
 *
 * <p>A checkpoint is a folder of plain files: little-endian float32 numbers and JSON, and a
 * manifest with their SHA-256, which is written last. No file is ever renamed once it can be seen,
 * so that an object store serves as well as a disk. Reading one makes numbers and records, never
 * objects of a class that a file names.
 */
package io.trainvae.checkpoint;
