package io.trainvae.checkpoint;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The position in a training, and the sums of the current epoch. All random numbers of a training
 * are functions of its seed and of the position, so this is also the state of its random
 * generators.
 *
 * @param epochs that are done
 * @param rounds of the next epoch that are done; 0 between two epochs
 * @param images trained on in these rounds; between two epochs, in the last one if its figures are
 *     still to be made, else 0
 * @param reconstruction summed over these images, nats
 * @param kl summed over these images, nats
 */
public record Position(int epochs, int rounds, long images, double reconstruction, double kl)
    implements Comparable<Position> {
  public static final Position BEGIN = new Position(0, 0, 0, 0, 0);

  private static final Pattern NAME = Pattern.compile("epoch-(\\d{4,9})(?:-round-(\\d{4,9}))?");

  /** Between two epochs. */
  public static Position afterEpoch(int epochs) {
    return new Position(epochs, 0, 0, 0, 0);
  }

  /** Whether the last epoch is trained but not yet evaluated, drawn and written to the metrics. */
  public boolean hasOpenEpoch() {
    return betweenEpochs() && images > 0;
  }

  /** The number of epochs that are completely finished. */
  public int closedEpochs() {
    return hasOpenEpoch() ? epochs - 1 : epochs;
  }

  /** Mean over the images of the epoch so far, nats per image. */
  public double negElbo() {
    return (reconstruction + kl) / images;
  }

  /** Whether the position is between two epochs. */
  public boolean betweenEpochs() {
    return rounds == 0;
  }

  /** {@code epoch-0003}, or {@code epoch-0003-round-0012}. */
  public String name() {
    return betweenEpochs()
        ? "epoch-%04d".formatted(epochs)
        : "epoch-%04d-round-%04d".formatted(epochs, rounds);
  }

  /** The position in the name of a checkpoint, without the sums; empty for any other name. */
  static Optional<Position> named(String name) {
    Matcher matcher = NAME.matcher(name);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int rounds = matcher.group(2) == null ? 0 : Integer.parseInt(matcher.group(2));
    Position position = new Position(Integer.parseInt(matcher.group(1)), rounds, 0, 0, 0);
    return Optional.of(position).filter(met -> met.name().equals(name));
  }

  /** Orders positions by epochs, then by rounds. */
  @Override
  public int compareTo(Position other) {
    return Comparator.comparingInt(Position::epochs)
        .thenComparingInt(Position::rounds)
        .compare(this, other);
  }
}
