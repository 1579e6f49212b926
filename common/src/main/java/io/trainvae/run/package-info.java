/**
 * The folder of a run: where everything stands in it, how it begins, goes on and ends, who writes
 * to it, and what made it.
 */
package io.trainvae.run;
