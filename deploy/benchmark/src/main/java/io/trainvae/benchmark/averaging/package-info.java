/**
 * What averaging costs and what it loses: trainings of several numbers of workers, averaging
 * intervals and seeds, by their test losses after epochs, seconds, processor seconds and bytes.
 */
package io.trainvae.benchmark.averaging;
