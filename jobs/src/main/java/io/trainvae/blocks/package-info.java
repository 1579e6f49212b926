/**
 * Numbers in Spark's block managers: how executors keep them, hand them to each other and find them
 * again. Spark's own block transfer carries them, with its ports, authentication and encryption.
 */
package io.trainvae.blocks;
