package io.trainvae.train;

import java.time.Duration;

/** Connects a request to end the process with the training, which ends at its next safe point. */
public final class StopSignal {
  private int handlers;
  private boolean requested;
  private boolean ended;

  /** Returned by {@link #handling}. */
  @FunctionalInterface
  public interface Handling extends AutoCloseable {
    @Override
    void close();
  }

  /** While this is open, another thread polls {@link #requested}. */
  synchronized Handling handling() {
    handlers++;
    return this::stopHandling;
  }

  private synchronized void stopHandling() {
    handlers--;
  }

  /** Whether the process should end. */
  public synchronized boolean requested() {
    return requested;
  }

  /**
   * Asks for the end.
   *
   * @return whether the signal will be handled
   */
  public synchronized boolean request() {
    requested = true;
    return handlers > 0;
  }

  /** Reports that the work has ended. */
  public synchronized void end() {
    ended = true;
    notifyAll();
  }

  /**
   * Waits for {@link #end}.
   *
   * @return false after the timeout
   */
  public synchronized boolean awaitEnd(Duration patience) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (!ended) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }
}
