/**
 * How cost grows with workers, images and parameters, and what that says of machines that are not
 * at hand.
 */
package io.trainvae.benchmark.growth;
