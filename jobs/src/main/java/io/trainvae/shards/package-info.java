/**
 * The training images as workers get them. {@link io.trainvae.shards.Shards} deals them out: image
 * i goes to worker {@code i mod workers}, whatever files and splits it was read from. A worker's
 * shard is a row of chunks of a few megabytes, kept by executors as {@link
 * io.trainvae.blocks.Blocks} in memory or, where that is full, on disk; {@link
 * io.trainvae.shards.Shard} reads single images from it.
 */
package io.trainvae.shards;
