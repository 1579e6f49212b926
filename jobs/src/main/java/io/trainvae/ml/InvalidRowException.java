package io.trainvae.ml;

/** Why a row cannot be used. */
final class InvalidRowException extends Exception {
  private static final long serialVersionUID = 1L;

  InvalidRowException(String message) {
    // A row that is skipped needs no stack trace.
    super(message, null, false, false);
  }
}
