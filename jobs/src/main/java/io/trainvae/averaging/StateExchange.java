package io.trainvae.averaging;

import io.trainvae.averaging.PairwiseMean.Partial;
import io.trainvae.averaging.state.Slices.Piece;
import io.trainvae.averaging.sync.Disagreement;
import io.trainvae.blocks.FetchQueue;
import io.trainvae.blocks.FetchQueue.Wanted;
import io.trainvae.blocks.Peer;
import io.trainvae.network.Floats;
import io.trainvae.network.VaeState;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A task's part in averaging: a reduce-scatter, in which it averages its own slice of all workers'
 * states, then an all-gather of the averaged slices. What tasks of other executors need of it, it
 * keeps as blocks until they have fetched it: a task sends and receives less than two states a
 * round, however many there are.
 */
final class StateExchange {
  private static final int ARRAYS = 3;

  private final StagePlan stage;
  private final int task;
  private final List<Peer> peers;
  private final LocalTasks local;
  private final OuterSteps outer;
  private final List<Piece> pieces;
  private final List<Integer> remoteTasks;
  private final List<Integer> localTasks;
  private final List<Integer> published = new ArrayList<>();
  private final List<Integer> averaged = new ArrayList<>();
  private final Deque<VaeState> spare = new ArrayDeque<>();
  private long received;

  /**
   * @param peers where each task of the stage runs
   * @param outer of the task's slice
   */
  StateExchange(StagePlan stage, int task, List<Peer> peers, LocalTasks local, OuterSteps outer) {
    this.stage = stage;
    this.task = task;
    this.peers = peers;
    this.local = local;
    this.outer = outer;
    this.pieces = stage.slices().pieces();
    // Begins with the next task, so that not all tasks ask the same one first.
    List<Integer> others =
        IntStream.range(0, peers.size()).map(i -> (task + i) % peers.size()).boxed().toList();
    this.localTasks = others.stream().filter(this::isLocal).sorted().toList();
    this.remoteTasks = others.stream().filter(other -> !isLocal(other)).toList();
  }

  private boolean isLocal(int other) {
    return peers.get(other).equals(peers.get(task));
  }

  /** Bytes that came from other executors so far. */
  long received() {
    return received;
  }

  /** Puts the means of this task's workers where the tasks that average the slices find them. */
  void publish(List<Partial> means) {
    local.publish(task, means);
    for (Piece piece : pieces) {
      if (!isLocal(piece.slice())) {
        ByteBuffer bytes = Floats.allocate(ARRAYS * piece.length() * means.size());
        means.forEach(mean -> mean.state().write(piece.from(), piece.length(), bytes));
        put(partialBlock(piece, task), bytes, published);
      }
    }
  }

  /**
   * Averages this task's slice, once all have published.
   *
   * @param round of the epoch
   * @param deviations gets those of the slice
   */
  void reduce(int round, Disagreement.Accumulator deviations) {
    // A worker that has trained has gathered the slices of the previous round.
    remove(averaged);
    List<List<Partial>> shapes = shapes(round);
    List<Piece> own = pieces.stream().filter(piece -> piece.slice() == task).toList();
    List<Wanted> wanted = new ArrayList<>();
    for (Piece piece : own) {
      for (int of : remoteTasks) {
        long bytes = bytes(piece) * shapes.get(of).size();
        wanted.add(new Wanted(partialBlock(piece, of), peers.get(of), bytes));
      }
    }
    try (FetchQueue fetched = new FetchQueue(stage.exchange(), wanted)) {
      for (Piece piece : own) {
        PairwiseMean mean = new PairwiseMean(stage.plan().workers(), spare::push, deviations);
        localTasks.forEach(of -> addLocal(mean, piece, of));
        remoteTasks.forEach(
            of -> fetched.next(bytes -> addFetched(mean, piece, shapes.get(of), bytes)));
        if (stage.plan().workers() > 1) {
          deviations.addMean(mean.mean().parameters());
        }
        nextState(piece, mean.mean());
      }
    }
  }

  /** Turns an averaged slice into the slice with which the next round begins. */
  private void nextState(Piece piece, VaeState mean) {
    outer.take(piece, local.state(), mean);
    local.state().replace(piece.from(), mean);
    spare.push(mean);
    if (!remoteTasks.isEmpty()) {
      ByteBuffer bytes = Floats.allocate(ARRAYS * piece.length());
      local.state().write(piece.from(), piece.length(), bytes);
      put(averagedBlock(piece), bytes, averaged);
    }
  }

  /**
   * Gathers the slices that other executors averaged, once all have. The tasks of this executor
   * share that work.
   */
  void gather() {
    // All slices are averaged, so all have fetched what this task published.
    remove(published);
    List<Piece> mine = new ArrayList<>();
    List<Wanted> wanted = new ArrayList<>();
    for (int of : remoteTasks) {
      for (Piece piece : pieces) {
        int fetcher = localTasks.get(piece.number() % localTasks.size());
        if (piece.slice() == of && fetcher == task) {
          mine.add(piece);
          wanted.add(new Wanted(averagedBlock(piece), peers.get(of), bytes(piece)));
        }
      }
    }
    try (FetchQueue fetched = new FetchQueue(stage.exchange(), wanted)) {
      for (Piece piece : mine) {
        fetched.next(
            bytes -> {
              received += bytes.remaining();
              local.state().read(piece.from(), piece.length(), bytes);
            });
      }
    }
  }

  /** Gives everything back, once all slices of the last round are averaged. */
  void close() {
    remove(published);
    remove(averaged);
    spare.clear();
    local.publish(task, List.of());
  }

  private void addLocal(PairwiseMean mean, Piece piece, int of) {
    for (Partial partial : local.partials(of)) {
      VaeState slice = spare(piece.length());
      slice.setSlice(partial.state(), piece.from());
      mean.add(new Partial(partial.node(), slice, partial.examples()));
    }
  }

  private void addFetched(PairwiseMean mean, Piece piece, List<Partial> shapes, ByteBuffer bytes) {
    received += bytes.remaining();
    for (Partial shape : shapes) {
      VaeState slice = spare(piece.length());
      slice.read(0, slice.size(), bytes);
      mean.add(new Partial(shape.node(), slice, shape.examples()));
    }
  }

  /** The workers whose mean each task publishes, and their weights; without states. */
  private List<List<Partial>> shapes(int round) {
    VaeState none = new VaeState(0);
    List<List<Partial>> shapes = new ArrayList<>();
    for (int of = 0; of < stage.tasks(); of++) {
      PairwiseMean shape =
          new PairwiseMean(stage.plan().workers(), spent -> {}, new Disagreement.Accumulator(1));
      for (int worker = stage.firstWorker(of); worker < stage.firstWorker(of + 1); worker++) {
        shape.add(worker, none, stage.plan().roundImages(worker, round));
      }
      shapes.add(shape.partials());
    }
    return shapes;
  }

  private VaeState spare(int length) {
    VaeState found = spare.poll();
    return found != null && found.size() == length ? found : new VaeState(length);
  }

  private static long bytes(Piece piece) {
    return (long) ARRAYS * Float.BYTES * piece.length();
  }

  private void put(int block, ByteBuffer bytes, List<Integer> kept) {
    stage.exchange().putUnlisted(block, bytes.flip(), stage.slices().bytes());
    kept.add(block);
  }

  private void remove(List<Integer> kept) {
    kept.forEach(stage.exchange()::remove);
    kept.clear();
  }

  private int partialBlock(Piece piece, int of) {
    return piece.number() * (stage.tasks() + 1) + of;
  }

  private int averagedBlock(Piece piece) {
    return piece.number() * (stage.tasks() + 1) + stage.tasks();
  }
}
