package io.trainvae.data.image;

/** Says in a few words why a file is no image that can be used. */
public final class UnreadableImageException extends Exception {
  private static final long serialVersionUID = 1;

  UnreadableImageException(String reason) {
    super(reason);
  }

  UnreadableImageException(String reason, Throwable cause) {
    super(reason, cause);
  }
}
