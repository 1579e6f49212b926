package io.trainvae.averaging;

import io.trainvae.network.VaeState;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The mean of the workers' states, weighted by examples, in a fixed order: neighbours first, (0,1),
 * (2,3), then pairs of pairs. States may come in any order, and as means of neighbours; two that
 * are due are merged at once, so that few are held at a time. A mean is taken number by number, so
 * that slices of states have the slices of the states' mean.
 */
final class PairwiseMean {
  private final int workers;
  private final Consumer<VaeState> spent;
  private final DisagreementAccumulator deviations;
  private final Map<Node, Partial> waiting = new HashMap<>();

  /** Stands for the workers {@code index 2^level .. (index + 1) 2^level - 1}. */
  record Node(int level, int index) {
    int firstWorker() {
      return index << level;
    }
  }

  /** The mean of the workers of a node, and how many examples they trained on. */
  record Partial(Node node, VaeState state, long examples) {}

  /**
   * @param spent gets the states that are no longer needed
   * @param deviations receives every merge
   */
  PairwiseMean(int workers, Consumer<VaeState> spent, DisagreementAccumulator deviations) {
    this.workers = workers;
    this.spent = spent;
    this.deviations = deviations;
  }

  /** Takes a worker's state, which it may change. */
  void add(int worker, VaeState state, long examples) {
    add(new Partial(new Node(0, worker), state, examples));
  }

  /** Takes the mean of neighbours, whose state it may change. */
  void add(Partial partial) {
    Partial merged = partial;
    while (span(merged.node.level) < workers) {
      Node node = merged.node;
      Node sibling = new Node(node.level, node.index ^ 1);
      boolean alone = (long) sibling.index << sibling.level >= workers;
      if (!alone && !waiting.containsKey(sibling)) {
        break;
      }
      Partial other = alone ? null : waiting.remove(sibling);
      merged = node.index % 2 == 0 ? merge(merged, other) : merge(other, merged);
    }
    waiting.put(merged.node, merged);
  }

  private static long span(int level) {
    return 1L << level;
  }

  private Partial merge(Partial left, Partial right) {
    Node parent = new Node(left.node.level + 1, left.node.index / 2);
    if (right == null) {
      return new Partial(parent, left.state, left.examples);
    }
    long examples = left.examples + right.examples;
    if (left.examples == 0 && right.examples > 0) {
      spent.accept(left.state);
      return new Partial(parent, right.state, examples);
    }
    if (right.examples > 0) {
      deviations.addMerge(
          left.state.parameters(), left.examples, right.state.parameters(), right.examples);
      left.state.setMean(left.state, right.state, (double) right.examples / examples);
    }
    spent.accept(right.state);
    return new Partial(parent, left.state, examples);
  }

  /** The states added so far, merged as far as possible, in the order of the workers. */
  List<Partial> partials() {
    return waiting.values().stream()
        .sorted(Comparator.comparingInt(partial -> partial.node.firstWorker()))
        .toList();
  }

  /** The mean of all workers' states. It is stored in one of the added arrays. */
  VaeState mean() {
    if (waiting.size() != 1 || span(partials().get(0).node.level) < workers) {
      throw new IllegalStateException(
          "Mean of " + workers + " workers asked for before all were in");
    }
    return partials().get(0).state;
  }
}
