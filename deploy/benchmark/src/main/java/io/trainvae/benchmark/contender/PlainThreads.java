package io.trainvae.benchmark.contender;

import io.trainvae.benchmark.model.Images;
import io.trainvae.benchmark.model.Model;
import io.trainvae.network.InitialWeights;
import io.trainvae.network.VaeState;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The training of the {@code train} command on threads of this process, without Spark: the same
 * images for each worker, the same steps, the same averaging in the same order. It ends with the
 * same parameters to the bit, and recovers from no failure.
 */
public final class PlainThreads implements AutoCloseable {
  private final Model model;
  private final int rounds;
  private final VaeState state;
  private final List<PlainWorker> workers = new ArrayList<>();
  private final ExecutorService pool;
  private int epochs;

  /**
   * @param images to train on; image i goes to worker {@code i mod workers}
   * @param count workers
   * @param threads of each worker
   * @param frequency steps between two averagings
   */
  public PlainThreads(Model model, Images images, int count, int threads, int frequency) {
    this.model = model;
    this.rounds = model.rounds(images.count(), count, frequency);
    this.state =
        InitialWeights.of(model.config().model(), model.image(), model.config().train().seed());
    for (int worker = 0; worker < count; worker++) {
      workers.add(new PlainWorker(model, images, worker, count, threads, frequency));
    }
    this.pool = Executors.newFixedThreadPool(count);
  }

  /** The current state. */
  public VaeState state() {
    return state;
  }

  /** Trains an epoch; returns the losses of its steps. */
  public PlainLoss epoch() throws InterruptedException {
    PlainLoss sum = PlainLoss.NONE;
    for (int round = 0; round < rounds; round++) {
      sum = sum.plus(round(round));
    }
    epochs++;
    return sum;
  }

  private PlainLoss round(int round) throws InterruptedException {
    var objective = model.config().objective();
    double beta = objective.betaAt(epochs + round / (double) rounds);
    List<Callable<PlainLoss>> tasks = new ArrayList<>();
    for (PlainWorker worker : workers) {
      tasks.add(() -> worker.round(state, epochs, round, beta));
    }
    List<Mean> means = new ArrayList<>();
    PlainLoss sum = PlainLoss.NONE;
    List<Future<PlainLoss>> done = pool.invokeAll(tasks);
    for (int i = 0; i < done.size(); i++) {
      PlainLoss loss = result(done.get(i));
      means.add(new Mean(workers.get(i).result(), loss.images()));
      sum = sum.plus(loss);
    }
    state.set(mean(means).state);
    return sum;
  }

  private static PlainLoss result(Future<PlainLoss> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("A worker failed", e.getCause());
    }
  }

  /** The state of a number of examples. */
  private record Mean(VaeState state, long examples) {
    Mean with(Mean right) {
      if (right.examples == 0) {
        return this;
      }
      if (examples == 0) {
        return right;
      }
      state.setMean(state, right.state, (double) right.examples / (examples + right.examples));
      return new Mean(state, examples + right.examples);
    }
  }

  /** Averages neighbours first, then pairs of pairs. */
  private static Mean mean(List<Mean> means) {
    List<Mean> level = means;
    while (level.size() > 1) {
      List<Mean> next = new ArrayList<>();
      for (int i = 0; i < level.size(); i += 2) {
        next.add(i + 1 < level.size() ? level.get(i).with(level.get(i + 1)) : level.get(i));
      }
      level = next;
    }
    return level.get(0);
  }

  @Override
  public void close() {
    pool.shutdown();
    workers.forEach(PlainWorker::close);
  }
}
