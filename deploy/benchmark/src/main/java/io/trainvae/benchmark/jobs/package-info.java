/** Times the jobs beside the training: ingest, evaluate, encode and decode. */
package io.trainvae.benchmark.jobs;
