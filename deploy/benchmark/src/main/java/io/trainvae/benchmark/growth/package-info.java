/** Measures how cost grows with workers, executors and images, and predicts larger clusters. */
package io.trainvae.benchmark.growth;
