/**
 * Files and folders on any Hadoop file system: local disks, HDFS and S3.
 *
 * <p>Everything that a user names by a path or URI goes through {@link
 * io.trainvae.storage.Storage}, so that errors read the same everywhere and no reader ever sees
 * half a file.
 */
package io.trainvae.storage;
