package io.trainvae.benchmark.compare;

import io.trainvae.benchmark.measure.Command;
import io.trainvae.benchmark.measure.EpochLine;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A program that trains the model.
 *
 * @param name for {@code --only}
 * @param title for tables
 * @param label for a chart
 * @param kind ours, dl4j-spark's, or of another framework
 * @param threads that compute
 * @param ending the form of the lines that end an epoch
 * @param scale length of a whole epoch over that of its shortened one
 * @param command to run; created when it is needed
 * @param missing describes a missing requirement; empty if there is none
 */
record Contender(
    String name,
    String title,
    String label,
    Kind kind,
    int threads,
    EpochLine ending,
    double scale,
    Supplier<Command> command,
    Supplier<Optional<String>> missing) {

  enum Kind {
    OURS,
    STOCK,
    PEER
  }

  Contender needing(Supplier<Optional<String>> what) {
    return new Contender(name, title, label, kind, threads, ending, scale, command, what);
  }

  Contender scaledBy(double factor) {
    return new Contender(name, title, label, kind, threads, ending, factor, command, missing);
  }

  static Contender of(
      String name,
      String title,
      String label,
      Kind kind,
      int threads,
      EpochLine ending,
      Supplier<Command> command) {
    return new Contender(name, title, label, kind, threads, ending, 1, command, Optional::empty);
  }
}
