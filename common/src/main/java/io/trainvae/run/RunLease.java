package io.trainvae.run;

import io.trainvae.error.ExitCode;
import io.trainvae.error.JobException;
import io.trainvae.storage.Storage;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right to write to a run, of one process at a time: a file in the run's folder that its holder
 * rewrites every few seconds.
 *
 * <p>A holder on this machine whose process is gone holds nothing. Of one elsewhere, clocks say
 * little; it is watched for a while, and holds nothing when it gives no sign of life. There is no
 * atomic creation of a file on an object store: of two that come at the same moment, the one that
 * wrote last has it, and the other finds out at its next look, which it takes before it writes
 * anything else.
 */
public final class RunLease implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunLease.class);
  private static final long LARGEST = 1 << 16;

  /**
   * @param beat between two signs of life
   * @param patience with a holder that gives none
   */
  record Timing(Duration beat, Duration patience) {
    static final Timing USUAL = new Timing(Duration.ofSeconds(10), Duration.ofSeconds(35));
  }

  private final Storage storage;
  private final RunLayout layout;
  private final ScheduledExecutorService heart;
  private final boolean madeFolder;
  private LeaseHolder self;
  private volatile JobException lost;

  private RunLease(
      Storage storage, RunLayout layout, LeaseHolder self, boolean madeFolder, Timing timing) {
    this.storage = storage;
    this.layout = layout;
    this.self = self;
    this.madeFolder = madeFolder;
    this.heart =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread daemon = new Thread(work, "run-lease");
              daemon.setDaemon(true);
              return daemon;
            });
    long millis = timing.beat().toMillis();
    heart.scheduleWithFixedDelay(this::beat, millis, millis, TimeUnit.MILLISECONDS);
  }

  /**
   * Takes the lease, of a dead holder too.
   *
   * @param notice told, in one line, when that takes some time
   * @throws JobException storage, when another process holds it
   */
  public static RunLease acquire(Storage storage, RunLayout layout, Consumer<String> notice) {
    return acquire(storage, layout, notice, Timing.USUAL);
  }

  static RunLease acquire(
      Storage storage, RunLayout layout, Consumer<String> notice, Timing timing) {
    refuseWhileHeld(storage, layout, notice, timing);
    LeaseHolder self = LeaseHolder.self();
    boolean makesFolder = !storage.exists(layout.root());
    RunFiles.write(storage, layout.lease(), self);
    return new RunLease(storage, layout, self, makesFolder, timing);
  }

  /**
   * For those who write to a run that was trained, beside each other but not beside a training.
   *
   * @throws JobException storage, when a process holds the lease
   */
  public static void refuseWhileHeld(Storage storage, RunLayout layout, Consumer<String> notice) {
    refuseWhileHeld(storage, layout, notice, Timing.USUAL);
  }

  private static void refuseWhileHeld(
      Storage storage, RunLayout layout, Consumer<String> notice, Timing timing) {
    Optional<LeaseHolder> holder = holder(storage, layout.lease());
    if (holder.isEmpty()) {
      return;
    }
    LeaseHolder other = holder.get();
    if (other.isOnThisMachine()
        ? other.isAlive()
        : givesSigns(storage, layout, other, notice, timing)) {
      throw JobException.storage(
          "Cannot write to run %s: %s does; wait for its end, or, if you know that it is dead, delete %s"
              .formatted(layout.root(), other, layout.lease().getName()));
    }
  }

  private static boolean givesSigns(
      Storage storage,
      RunLayout layout,
      LeaseHolder other,
      Consumer<String> notice,
      Timing timing) {
    notice.accept(
        "%s was written to by %s: waiting up to %d s for a sign of life"
            .formatted(layout.root(), other, timing.patience().toSeconds()));
    long end = System.nanoTime() + timing.patience().toNanos();
    while (System.nanoTime() < end) {
      pause(timing.beat().dividedBy(10));
      Optional<LeaseHolder> now = holder(storage, layout.lease());
      if (now.isEmpty()) {
        return false;
      }
      if (!now.get().equals(other)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Cheap: what is known since the last sign of life.
   *
   * @throws JobException storage, when the lease is lost
   */
  public void check() {
    if (lost != null) {
      throw lost;
    }
  }

  /**
   * Looks now. To be called before anything is written that another process might have a hand in.
   *
   * @throws JobException storage, when the lease is lost or the storage does not answer
   */
  public synchronized void verify() {
    check();
    Optional<LeaseHolder> now = holder(storage, layout.lease());
    if (now.isEmpty()) {
      lost =
          JobException.storage(
              "Stopped writing to run %s: its folder is gone, or %s was deleted"
                  .formatted(layout.root(), layout.lease().getName()));
    } else if (!now.get().isSame(self)) {
      lost =
          JobException.storage(
              "Stopped writing to run %s: %s took it over".formatted(layout.root(), now.get()));
    }
    check();
  }

  /**
   * Looks after the storage failed: a run that is gone, or another's, is the better reason. A
   * storage that does not answer within seconds is asked nothing more, not even to give the lease
   * back, for each question would take a job's patience once again.
   *
   * @throws JobException storage, when the lease is lost
   */
  public void verifyAfterFailure() {
    if (answers()) {
      verify();
    }
  }

  private boolean answers() {
    if (lost == null) {
      try {
        storage.preflightReach(layout.root());
      } catch (JobException away) {
        lost = away;
      }
    }
    return lost == null;
  }

  /** Whether {@link #check} would pass. */
  public boolean isHeld() {
    return lost == null;
  }

  private synchronized void beat() {
    try {
      verify();
      self = self.beat();
      RunFiles.write(storage, layout.lease(), self);
    } catch (JobException e) {
      // Either the lease is lost, which the next check tells, or the storage is away for a while.
      LOG.debug("No sign of life: {}", e.getMessage());
    }
  }

  /** Gives the lease back. */
  @Override
  public void close() {
    if (!answers()) {
      heart.shutdownNow();
      return;
    }
    heart.shutdown();
    synchronized (this) {
      try {
        verify();
        storage.delete(layout.lease());
        if (madeFolder) {
          storage.deleteIfEmpty(layout.root());
        }
      } catch (JobException e) {
        LOG.debug("The lease is not given back: {}", e.getMessage());
      }
    }
  }

  /** Empty when there is none, or none that can be read, as a crash of a machine may leave it. */
  private static Optional<LeaseHolder> holder(Storage storage, Path lease) {
    try {
      return storage.exists(lease)
          ? Optional.ofNullable(RunFiles.read(storage, lease, LARGEST, LeaseHolder.class))
          : Optional.empty();
    } catch (JobException e) {
      if (e.exitCode() == ExitCode.DATA || !storage.exists(lease)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static void pause(Duration time) {
    try {
      TimeUnit.MILLISECONDS.sleep(Math.max(1, time.toMillis()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw JobException.failed("Interrupted", e);
    }
  }
}
