/**
 * The command line of the benchmark. Timings depend on the machine and on what else it does: what
 * is measured is printed with both.
 */
package io.trainvae.benchmark;
