package io.trainvae.averaging;

import io.trainvae.averaging.state.Slices.Piece;
import io.trainvae.averaging.state.StateBlocks;
import io.trainvae.averaging.sync.CoordinatorClient;
import io.trainvae.averaging.sync.Disagreement;
import io.trainvae.averaging.sync.Losses;
import io.trainvae.averaging.sync.RoundCoordinator.WorkerLosses;
import io.trainvae.blocks.Peer;
import io.trainvae.gpu.TaskGpu;
import io.trainvae.network.VaeState;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.executor.TaskMetrics;

/**
 * One task of a stage: hosts neighbouring workers for round after round, and averages a slice of
 * the state.
 */
final class StageTask implements AutoCloseable {
  /**
   * The result of a task.
   *
   * @param finite whether all parameters of its slice are numbers
   */
  record Result(boolean finite) implements Serializable {}

  private final StagePlan stage;
  private final int task;
  private final CoordinatorClient coordinator;
  private final List<Peer> peers;
  private final LocalTasks local;
  private final List<Integer> localTasks = new ArrayList<>();
  private final OuterSteps outer;
  private final StateExchange exchange;
  private final List<HostedWorker> workers = new ArrayList<>();
  private final Deque<VaeState> spare = new ArrayDeque<>();
  private Replica replica;
  private VaeState replicaState;

  private StageTask(StagePlan stage, int task) throws IOException {
    this.stage = stage;
    this.task = task;
    this.coordinator = new CoordinatorClient(stage.name(), stage.attempt(), task);
    this.peers = coordinator.join(stage.tasks());
    for (int other = 0; other < peers.size(); other++) {
      if (peers.get(other).equals(peers.get(task))) {
        localTasks.add(other);
      }
    }
    this.local = LocalTasks.join(stage, localTasks.size());
    this.outer = OuterSteps.begin(stage, task);
    this.exchange = new StateExchange(stage, task, peers, local, outer);
  }

  /** All rounds of the stage. */
  static Result run(StagePlan stage, int task) {
    TaskGpu.bind();
    try (StageTask running = new StageTask(stage, task)) {
      return running.rounds();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Result rounds() throws IOException {
    begin();
    int round = stage.firstRound();
    long steps = stage.start().steps();
    while (round(round)) {
      exchange.gather();
      steps += stage.plan().roundSteps(round);
      setSteps(steps);
      local.await();
      round++;
    }
    return end();
  }

  private void begin() {
    replica = ReplicaPool.take(stage.plan());
    for (Piece piece : stage.start().slices().pieces()) {
      if (localTasks.get(piece.number() % localTasks.size()) == task) {
        stage.start().read(piece, local.state());
      }
    }
    for (int worker = stage.firstWorker(task); worker < stage.firstWorker(task + 1); worker++) {
      workers.add(HostedWorker.open(stage, worker));
    }
    setSteps(stage.start().steps());
    local.await();
  }

  /** The number of optimiser steps behind the moments at the beginning of a round. */
  private void setSteps(long taken) {
    local.state().setSteps(stage.plan().outer().resetsMoments() ? 0 : taken);
  }

  /** One round without the gathering; returns whether another one follows. */
  private boolean round(int round) throws IOException {
    Disagreement.Accumulator deviations =
        new Disagreement.Accumulator(stage.plan().roundImages(round));
    PairwiseMean own = new PairwiseMean(stage.plan().workers(), this::spent, deviations);
    List<WorkerLosses> losses = new ArrayList<>();
    for (HostedWorker worker : workers) {
      Losses of = replica.train(stage, round, worker, local.state());
      losses.add(new WorkerLosses(worker.number(), of, ""));
      int examples = stage.plan().roundImages(worker.number(), round);
      own.add(worker.number(), result(worker), examples);
    }
    exchange.publish(own.partials());
    coordinator.trained(losses);
    exchange.reduce(round, deviations);
    boolean another = coordinator.averaged(deviations.sums());
    own.partials().forEach(partial -> spent(partial.state()));
    return another;
  }

  /** The replica's own state of the last worker, a copy of it of those before. */
  private VaeState result(HostedWorker worker) {
    replicaState = replica.result();
    if (worker == workers.get(workers.size() - 1)) {
      return replicaState;
    }
    VaeState copy = spare.isEmpty() ? new VaeState(replicaState.size()) : spare.pop();
    copy.set(replicaState);
    return copy;
  }

  private void spent(VaeState state) {
    if (state != replicaState) {
      spare.push(state);
    }
  }

  /** Keeps this task's slice for the next stage. */
  private Result end() {
    exchange.close();
    spare.clear();
    boolean finite = true;
    boolean twice = localTasks.size() < peers.size();
    StateBlocks kept = stage.endState(0);
    for (Piece piece : stage.slices().pieces()) {
      if (piece.slice() == task) {
        kept.put(piece, local.state(), piece.from(), twice);
        outer.velocity(piece).ifPresent(of -> kept.putVelocity(piece, of, 0, twice));
        finite &= local.state().isFinite(piece.from(), piece.length());
      }
    }
    ReplicaPool.giveBack(replica);
    replica = null;
    reportReceived();
    return new Result(finite);
  }

  /**
   * Bytes that averaging fetched from other executors. Spark shows them as a shuffle's remote
   * reads.
   */
  private void reportReceived() {
    TaskMetrics metrics = TaskContext.get().taskMetrics();
    metrics.createTempShuffleReadMetrics().incRemoteBytesRead(exchange.received());
    metrics.mergeShuffleReadMetrics();
  }

  @Override
  public void close() {
    if (replica != null) {
      replica.close();
    }
    workers.forEach(HostedWorker::close);
    local.leave();
  }
}
