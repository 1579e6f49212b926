/**
 * Lets the tasks of a stage wait for each other, and reports what they computed to the driver.
 *
 * <p>A task calls the {@link io.trainvae.averaging.sync.CoordinatorClient}, which sends a few bytes
 * to the {@link io.trainvae.averaging.sync.RoundCoordinator} on the driver. The coordinator answers
 * when all tasks have called. It receives {@link io.trainvae.averaging.sync.Losses} and {@link
 * io.trainvae.averaging.sync.Disagreement}, but never a model's state.
 */
package io.trainvae.averaging.sync;
