/**
 * The folder of a run: its layout, how it is created, continued and completed, who may write to it,
 * and its provenance.
 */
package io.trainvae.run;
