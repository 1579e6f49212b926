package io.trainvae.kernel;

/**
 * Consecutive rows of a step, which one thread takes through the network at once.
 *
 * @param first row
 * @param rows how many
 * @param lane to which the slice's gradients go
 * @param add whether to add them there, or to begin with them
 */
public record Slice(int first, int rows, int lane, boolean add) {
  /** Rows for a forward pass only. */
  public static Slice forthOnly(int rows) {
    return new Slice(0, rows, 0, false);
  }
}
