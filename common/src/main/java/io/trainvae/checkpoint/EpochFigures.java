package io.trainvae.checkpoint;

/**
 * What is remembered of an epoch that is done.
 *
 * @param epoch 1 for the first
 * @param roundsDone since the training began
 * @param reconstruction mean over the epoch's images, nats per image
 * @param kl mean over the epoch's images, nats per image
 */
public record EpochFigures(
    int epoch, int roundsDone, int images, double reconstruction, double kl, double seconds) {}
