package io.trainvae.benchmark.compare;

import io.trainvae.benchmark.measure.Command;
import io.trainvae.benchmark.measure.EpochLine;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One that trains the model.
 *
 * @param name to choose it by
 * @param title for people
 * @param label for a chart
 * @param kind what it is to this pipeline
 * @param threads that compute
 * @param ending which of its lines end an epoch
 * @param scale of a whole epoch to one as it trains it
 * @param command to run, made when its turn comes
 * @param missing looks for what it needs and is not there
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
