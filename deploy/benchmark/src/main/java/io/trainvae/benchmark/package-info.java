/** The command line of the benchmark. Results name the machine and the load by other processes. */
package io.trainvae.benchmark;
