package io.trainvae.blocks;

/** Another process did not do its part, so that this one cannot go on; no fault of this one. */
public final class PeerLostException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public PeerLostException(String message, Throwable cause) {
    super(message, cause);
  }
}
