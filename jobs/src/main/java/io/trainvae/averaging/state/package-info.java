/**
 * Stores the model's state on the executors between two stages of a training.
 *
 * <p>The state is the parameters, the optimiser's two moments and, with some outer steps, a
 * velocity. {@link io.trainvae.averaging.state.Slices} divides it, {@link
 * io.trainvae.averaging.state.StateBlocks} keeps each piece as a block on two executors, and {@link
 * io.trainvae.averaging.state.StateTransfer} loads it from a checkpoint and saves it there. The
 * executors read and write the checkpoint, so the driver never needs memory for the whole state.
 */
package io.trainvae.averaging.state;
