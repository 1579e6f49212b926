package io.trainvae.network;

/**
 * A {@link LatentModel} that holds memory until it is closed. Not for use by two threads at once.
 */
public interface OpenModel extends LatentModel, AutoCloseable {
  @Override
  void close();
}
