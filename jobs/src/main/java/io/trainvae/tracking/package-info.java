/**
 * Tells an MLflow tracking server of a training, where {@code MLFLOW_TRACKING_URI} names one. The
 * server is a spectator: whatever becomes of it, the training neither waits for it nor fails.
 */
package io.trainvae.tracking;
