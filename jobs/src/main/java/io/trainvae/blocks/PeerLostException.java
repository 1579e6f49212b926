package io.trainvae.blocks;

/** Another process failed, so this one cannot continue. The fault is not in this process. */
public final class PeerLostException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public PeerLostException(String message, Throwable cause) {
    super(message, cause);
  }
}
