/**
 * What this pipeline is compared with, each the main part of a process of its own: the same
 * training on plain threads, dl4j-spark's own averaging, and the products that bound them all.
 */
package io.trainvae.benchmark.contender;
