package io.trainvae.kernel;

import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * The threads of one worker: the one that calls, and helpers. They share out the pieces of a phase
 * of a step, whichever thread is free taking the next one. What the pieces are must not depend on
 * the number of threads.
 *
 * <p>Helpers start with the first phase. Between phases they spin for a moment, since the next one
 * is mostly microseconds away, and then sleep. Phases are started by one thread at a time.
 */
public final class ThreadTeam implements AutoCloseable {
  private static final long SPIN_NANOS = 50_000;
  private static final int SPINS_BETWEEN_LOOKS = 32;

  private final int threads;
  private Helper[] helpers = {};
  private volatile Phase phase = Phase.none();

  /** A part of a phase. */
  @FunctionalInterface
  public interface Piece {
    /**
     * @param piece 0 for the first
     * @param thread which computes it, 0 for the calling one; no two pieces have the same at once
     */
    void run(int piece, int thread);
  }

  /**
   * @param threads the calling one included
   */
  public ThreadTeam(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("Expected at least 1 thread, got " + threads);
    }
    this.threads = threads;
  }

  public int threads() {
    return threads;
  }

  /**
   * Runs all pieces and returns when they are done. If a piece throws, pieces that have not begun
   * are skipped, and its exception is thrown here.
   *
   * @throws CancellationException when the calling thread was interrupted before, which it stays
   */
  public void run(int pieces, Piece piece) {
    throwIfInterrupted();
    Phase next = new Phase(pieces, piece);
    if (threads > 1 && pieces > 1) {
      startHelpers();
      phase = next;
      for (Helper helper : helpers) {
        helper.wake();
      }
    }
    next.work(0);
    next.await();
    next.throwFailure();
  }

  private static void throwIfInterrupted() {
    if (Thread.currentThread().isInterrupted()) {
      throw new CancellationException("Interrupted within a step");
    }
  }

  private void startHelpers() {
    if (helpers.length > 0) {
      return;
    }
    helpers = new Helper[threads - 1];
    for (int i = 0; i < helpers.length; i++) {
      helpers[i] = new Helper(i + 1, phase);
      helpers[i].start();
    }
  }

  /** Ends the helpers; the next phase starts others. */
  @Override
  public void close() {
    phase = Phase.last();
    boolean interrupted = false;
    for (Helper helper : helpers) {
      helper.wake();
    }
    for (Helper helper : helpers) {
      while (helper.isAlive()) {
        try {
          helper.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    helpers = new Helper[0];
    phase = Phase.none();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Spins for a moment. */
  static void spinWhile(BooleanSupplier waits) {
    long start = System.nanoTime();
    do {
      for (int i = 0; i < SPINS_BETWEEN_LOOKS; i++) {
        if (!waits.getAsBoolean()) {
          return;
        }
        Thread.onSpinWait();
      }
    } while (System.nanoTime() - start < SPIN_NANOS);
  }

  private final class Helper extends Thread {
    private final int index;
    private Phase seen;
    private volatile boolean asleep;

    Helper(int index, Phase seen) {
      super(Thread.currentThread().getName() + ", step thread " + index);
      this.index = index;
      this.seen = seen;
      setDaemon(true);
    }

    @Override
    public void run() {
      while (true) {
        awaitNext();
        seen = phase;
        if (seen.isLast()) {
          return;
        }
        seen.work(index);
      }
    }

    private void awaitNext() {
      spinWhile(() -> phase == seen);
      asleep = true;
      while (phase == seen) {
        LockSupport.park(ThreadTeam.this);
      }
      asleep = false;
    }

    void wake() {
      if (asleep) {
        LockSupport.unpark(this);
      }
    }
  }
}
