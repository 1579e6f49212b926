/**
 * Observes processes: their lines, and the wall clock, processor time and memory at each line that
 * ends an epoch. All contenders are measured in this way.
 */
package io.trainvae.benchmark.measure;
