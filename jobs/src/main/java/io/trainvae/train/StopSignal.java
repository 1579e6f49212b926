package io.trainvae.train;

import java.time.Duration;

/** Between the one who wants a process to end and the training that wants to end well. */
public final class StopSignal {
  private int heeding;
  private boolean requested;
  private boolean ended;

  /** Given by {@link #heed}. */
  @FunctionalInterface
  public interface Heed extends AutoCloseable {
    @Override
    void close();
  }

  /** While this is open, another thread polls {@link #requested}. */
  synchronized Heed heed() {
    heeding++;
    return this::ignore;
  }

  private synchronized void ignore() {
    heeding--;
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
    return heeding > 0;
  }

  /** Says that there is nothing more to wait for. */
  public synchronized void end() {
    ended = true;
    notifyAll();
  }

  /**
   * Waits until all is done.
   *
   * @return false when that took too long
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
