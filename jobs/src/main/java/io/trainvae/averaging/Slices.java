package io.trainvae.averaging;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Divides a state into slices, one for each task of a stage, and the slices into pieces small
 * enough to be sent in one message.
 *
 * @param size parameters of the model
 * @param count of slices
 */
record Slices(int size, int count) implements Serializable {
  /** Parameters of a piece: 12 MiB with both moments. */
  private static final int PIECE = 1 << 20;

  /**
   * Neighbouring parameters and their moments.
   *
   * @param number of the piece, counted over all slices
   * @param slice that it is part of, which is also the task that averages it
   * @param from its first parameter
   * @param length number of parameters
   */
  record Piece(int number, int slice, int from, int length) {}

  /** Bytes of a state. */
  long bytes() {
    return 3L * Float.BYTES * size;
  }

  /** All pieces in their order. */
  List<Piece> pieces() {
    List<Piece> pieces = new ArrayList<>();
    for (int slice = 0; slice < count; slice++) {
      int end = start(slice + 1);
      for (int from = start(slice); from < end; from += PIECE) {
        pieces.add(new Piece(pieces.size(), slice, from, Math.min(PIECE, end - from)));
      }
    }
    return pieces;
  }

  private int start(int slice) {
    return (int) ((long) size * slice / count);
  }
}
