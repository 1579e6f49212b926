/**
 * Folders that a job writes: the job takes a lease, checks the present content, writes the new
 * content next to it, and publishes the whole. {@link io.trainvae.output.OutputFolder} does this
 * for all jobs.
 */
package io.trainvae.output;
