package io.trainvae.averaging;

import io.trainvae.network.VaeState;
import java.util.HashMap;
import java.util.Map;

/**
 * The mean of the workers' states, weighted by examples, in a fixed order: neighbours first, (0,1),
 * (2,3), then pairs of pairs. States may come in any order; two that are due are merged at once, so
 * that few are held at a time.
 */
final class PairwiseMean {
  private final int workers;
  private final VaeState mean;
  private final Map<Node, Weighted> waiting = new HashMap<>();

  /** Stands for the workers {@code index 2^level .. (index + 1) 2^level - 1}. */
  private record Node(int level, int index) {}

  private record Weighted(VaeState state, long examples) {}

  /** Of which the mean is one of the states added. */
  PairwiseMean(int workers) {
    this(workers, null);
  }

  /**
   * @param mean where the mean of all goes; untouched before all are in
   */
  PairwiseMean(int workers, VaeState mean) {
    this.workers = workers;
    this.mean = mean;
  }

  /** Takes a worker's state, which it may change. */
  synchronized void add(int worker, VaeState state, long examples) {
    Node node = new Node(0, worker);
    Weighted value = new Weighted(state, examples);
    while (span(node.level) < workers) {
      Node sibling = new Node(node.level, node.index ^ 1);
      boolean alone = sibling.index * span(node.level) >= workers;
      if (!alone && !waiting.containsKey(sibling)) {
        break;
      }
      Weighted other = alone ? null : waiting.remove(sibling);
      node = new Node(node.level + 1, node.index / 2);
      boolean last = span(node.level) >= workers;
      value = sibling.index % 2 == 1 ? merge(value, other, last) : merge(other, value, last);
    }
    waiting.put(node, value);
  }

  private static long span(int level) {
    return 1L << level;
  }

  private Weighted merge(Weighted left, Weighted right, boolean last) {
    if (right == null || right.examples == 0) {
      return left;
    }
    if (left.examples == 0) {
      return right;
    }
    long examples = left.examples + right.examples;
    VaeState to = last && mean != null ? mean : left.state;
    to.setMean(left.state, right.state, (double) right.examples / examples);
    return new Weighted(to, examples);
  }

  /** The mean of all workers' states. */
  synchronized VaeState mean() {
    if (waiting.size() != 1) {
      throw new IllegalStateException(
          "Mean of " + workers + " workers asked for before all were in");
    }
    VaeState of = waiting.values().iterator().next().state;
    if (mean != null && of != mean) {
      mean.set(of);
      return mean;
    }
    return of;
  }
}
