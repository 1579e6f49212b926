/**
 * Processes seen from outside: their lines, and the wall clock, processor time and memory at each
 * line that ends an epoch. Whatever is compared is measured in this one way.
 */
package io.trainvae.benchmark.measure;
