/** The {@code evaluate} job: how good a trained model is on the test split. */
package io.trainvae.evaluate;
