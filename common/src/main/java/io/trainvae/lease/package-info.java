/**
 * The right to change a folder, of one process at a time.
 *
 * <p>A {@link io.trainvae.lease.LeasedFolder} names the folder and its lease file; a process holds
 * a {@link io.trainvae.lease.Lease} while it changes the folder.
 */
package io.trainvae.lease;
