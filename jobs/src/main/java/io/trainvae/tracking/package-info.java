/**
 * Reports a training to an MLflow tracking server if {@code MLFLOW_TRACKING_URI} names one. The
 * training never waits for the server, and a failing server never fails the training.
 */
package io.trainvae.tracking;
