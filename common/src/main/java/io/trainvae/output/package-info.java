/**
 * Folders that a job fills: the job takes hold of the folder, looks at what is there, writes beside
 * it, and publishes the whole. {@link io.trainvae.output.OutputFolder} does that for all jobs.
 */
package io.trainvae.output;
