/** The {@code train} job: from a data set to a trained model, its metrics and its summary. */
package io.trainvae.train;
