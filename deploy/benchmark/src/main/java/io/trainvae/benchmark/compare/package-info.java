/**
 * Times this pipeline beside what a user would pick instead, one after the other on one machine.
 */
package io.trainvae.benchmark.compare;
