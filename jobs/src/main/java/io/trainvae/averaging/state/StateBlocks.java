package io.trainvae.averaging.state;

import io.trainvae.averaging.state.Slices.Piece;
import io.trainvae.blocks.Blocks;
import io.trainvae.blocks.PeerLostException;
import io.trainvae.network.Floats;
import io.trainvae.network.VaeState;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A state as executors keep it between two stages: in pieces, each on two executors where there are
 * two.
 *
 * @param steps of the optimiser so far
 * @param velocity whether the state includes the velocity of {@link io.trainvae.config.OuterStep};
 *     a velocity that does not exist yet is 0
 */
public record StateBlocks(Blocks blocks, Slices slices, long steps, boolean velocity)
    implements Serializable {
  private static final int KINDS = 3;

  /**
   * Keeps a piece of a state on this executor.
   *
   * @param at where the piece begins in the arrays given
   * @param twice whether on another executor as well
   */
  public void put(Piece piece, VaeState state, int at, boolean twice) {
    ByteBuffer parameters = Floats.allocate(piece.length());
    Floats.put(state.parameters(), at, piece.length(), parameters);
    blocks.put(parameters(piece), parameters.flip(), slices.bytes(), twice);
    ByteBuffer moments = Floats.allocate(2 * piece.length());
    Floats.put(state.firstMoment(), at, piece.length(), moments);
    Floats.put(state.secondMoment(), at, piece.length(), moments);
    blocks.put(moments(piece), moments.flip(), slices.bytes(), twice);
  }

  /**
   * Keeps the velocity of a piece on this executor.
   *
   * @param at where the piece begins in the array given
   * @param twice whether on another executor as well
   */
  public void putVelocity(Piece piece, float[] of, int at, boolean twice) {
    ByteBuffer bytes = Floats.allocate(piece.length());
    Floats.put(of, at, piece.length(), bytes);
    blocks.put(velocity(piece), bytes.flip(), slices.bytes(), twice);
  }

  /**
   * Reads a piece into its place.
   *
   * @throws PeerLostException if no executor has it any more
   */
  public void read(Piece piece, VaeState state) {
    read(piece, 0, piece.length(), state, piece.from());
  }

  /**
   * Reads as much as a state holds.
   *
   * @param from its first parameter
   * @throws PeerLostException if no executor has it any more
   */
  void read(int from, VaeState state) {
    overlaps(
        from,
        state.size(),
        (piece, first, length) -> read(piece, first - piece.from(), length, state, first - from));
  }

  /**
   * Reads as much of the velocity as fits into the array. Does nothing if there is no velocity.
   *
   * @param from its first parameter
   * @throws PeerLostException if no executor has it any more
   */
  public void readVelocity(int from, float[] into) {
    if (velocity) {
      overlaps(
          from,
          into.length,
          (piece, first, length) ->
              Floats.get(
                  find(velocity(piece)).position((first - piece.from()) * Float.BYTES),
                  into,
                  first - from,
                  length));
    }
  }

  /** Part of a piece. */
  @FunctionalInterface
  private interface Overlap {
    void of(Piece piece, int first, int length);
  }

  private void overlaps(int from, int count, Overlap overlap) {
    for (Piece piece : slices.pieces()) {
      int first = Math.max(from, piece.from());
      int end = Math.min(from + count, piece.from() + piece.length());
      if (first < end) {
        overlap.of(piece, first, end - first);
      }
    }
  }

  private void read(Piece piece, int skipped, int length, VaeState state, int at) {
    ByteBuffer parameters = find(parameters(piece));
    Floats.get(parameters.position(skipped * Float.BYTES), state.parameters(), at, length);
    ByteBuffer moments = find(moments(piece));
    Floats.get(moments.position(skipped * Float.BYTES), state.firstMoment(), at, length);
    moments.position((piece.length() + skipped) * Float.BYTES);
    Floats.get(moments, state.secondMoment(), at, length);
  }

  /** The parameters alone. */
  public float[] parameters() {
    float[] all = new float[slices.size()];
    for (Piece piece : slices.pieces()) {
      Floats.get(find(parameters(piece)), all, piece.from(), piece.length());
    }
    return all;
  }

  private static int parameters(Piece piece) {
    return KINDS * piece.number();
  }

  private static int moments(Piece piece) {
    return KINDS * piece.number() + 1;
  }

  private static int velocity(Piece piece) {
    return KINDS * piece.number() + 2;
  }

  private ByteBuffer find(int number) {
    return blocks.find(number).orElseThrow(() -> lost(number));
  }

  private static PeerLostException lost(int number) {
    return new PeerLostException("No executor has block " + number, null);
  }

  /**
   * Keeps a copy of all of it in this process.
   *
   * @throws PeerLostException if no executor has it any more
   */
  public void copyHere() {
    for (int number : numbers()) {
      if (!blocks.copyHere(number)) {
        throw lost(number);
      }
    }
  }

  /** Whether all blocks of the state still exist. Called on the driver. */
  public boolean isWhole() {
    return blocks.missing(numbers()).isEmpty();
  }

  private List<Integer> numbers() {
    List<Integer> numbers = new ArrayList<>();
    for (Piece piece : slices.pieces()) {
      numbers.add(parameters(piece));
      numbers.add(moments(piece));
      if (velocity) {
        numbers.add(velocity(piece));
      }
    }
    return numbers;
  }
}
