/**
 * The right to change a folder, of one process at a time.
 *
 * <p>A {@link io.trainvae.lease.LeasedFolder} says what is leased and where the lease file stands;
 * a {@link io.trainvae.lease.Lease} is held while the folder is changed.
 */
package io.trainvae.lease;
