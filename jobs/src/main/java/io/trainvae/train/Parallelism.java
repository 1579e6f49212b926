package io.trainvae.train;

import java.util.Optional;

/**
 * Workers that train side by side, and threads of each.
 *
 * @param workers that average their parameters
 * @param threads that compute a worker's step; they change no result
 */
record Parallelism(int workers, int threads) {
  /**
   * The workers and threads of a training.
   *
   * @param local whether Spark runs within the driver
   * @param cores of all executors, 1 or more
   * @param taskCores that Spark gives to a task, {@code spark.task.cpus}
   */
  record Cores(boolean local, int cores, int taskCores) {}

  /**
   * Replaces values of 0. In local mode: one worker on all cores, or as many threads as each
   * worker's share of the cores. On a cluster: one worker per slot, on the cores of a task.
   */
  static Parallelism of(int workers, int threads, Cores on) {
    if (on.local()) {
      int each = threads > 0 ? threads : Math.max(1, on.cores() / Math.max(1, workers));
      return new Parallelism(workers > 0 ? workers : Math.max(1, on.cores() / each), each);
    }
    int each = threads > 0 ? threads : on.taskCores();
    int slots = on.cores() / Math.max(each, on.taskCores());
    return new Parallelism(workers > 0 ? workers : Math.max(1, slots), each);
  }

  /** A line for the user where this is more than there are cores for. */
  Optional<String> excess(Cores on) {
    if ((long) workers * threads <= on.cores()) {
      return Optional.empty();
    }
    return Optional.of(
        "%s of %s on %s: they will take turns, or get in each other's way"
            .formatted(
                count(workers, "worker"), count(threads, "thread"), count(on.cores(), "core")));
  }

  private static String count(int number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }
}
