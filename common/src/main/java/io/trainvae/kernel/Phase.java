package io.trainvae.kernel;

import io.trainvae.kernel.ThreadTeam.Piece;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/** Pieces that threads take one by one. A thread that comes late finds none left. */
final class Phase {
  private final int pieces;
  private final Piece piece;
  private final Thread caller = Thread.currentThread();
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicInteger done = new AtomicInteger();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private volatile boolean callerAsleep;

  Phase(int pieces, Piece piece) {
    this.pieces = pieces;
    this.piece = piece;
  }

  /** A phase without pieces. */
  static Phase none() {
    return new Phase(0, (i, thread) -> {});
  }

  /** A phase that ends the threads. */
  static Phase last() {
    return new Phase(0, null);
  }

  boolean isLast() {
    return piece == null;
  }

  /** Takes pieces until there are none left. */
  void work(int thread) {
    for (int i = next.getAndIncrement(); i < pieces; i = next.getAndIncrement()) {
      int finished = 1;
      try {
        piece.run(i, thread);
      } catch (Throwable e) {
        failure.compareAndSet(null, e);
        finished += leaveOutRest();
      }
      finish(finished);
    }
  }

  private int leaveOutRest() {
    return Math.max(0, pieces - next.getAndSet(pieces));
  }

  private void finish(int count) {
    if (done.addAndGet(count) == pieces && callerAsleep) {
      LockSupport.unpark(caller);
    }
  }

  /** Waits for pieces that other threads have; an interrupted caller does so too. */
  void await() {
    if (done.get() < pieces) {
      ThreadTeam.spinWhile(() -> done.get() < pieces);
    }
    boolean interrupted = false;
    callerAsleep = true;
    while (done.get() < pieces) {
      LockSupport.park(this);
      if (Thread.interrupted()) {
        interrupted = true;
      }
    }
    if (interrupted) {
      caller.interrupt();
    }
  }

  void throwFailure() {
    Throwable thrown = failure.get();
    if (thrown instanceof Error error) {
      throw error;
    }
    if (thrown != null) {
      throw (RuntimeException) thrown;
    }
  }
}
