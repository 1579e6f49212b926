/** The folder of a run: where everything stands in it, how it begins and ends, and what made it. */
package io.trainvae.run;
