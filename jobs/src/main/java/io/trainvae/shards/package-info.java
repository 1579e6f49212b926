/**
 * The training images of each worker. {@link io.trainvae.shards.Shards} distributes them: image i
 * goes to worker {@code i mod workers}, whichever file or split it was read from. A worker's shard
 * is a sequence of chunks of a few megabytes. Executors keep them as {@link
 * io.trainvae.blocks.Blocks} in memory or, if memory is full, on disk; {@link
 * io.trainvae.shards.Shard} reads single images from them.
 */
package io.trainvae.shards;
