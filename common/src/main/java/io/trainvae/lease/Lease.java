package io.trainvae.lease;

import io.trainvae.error.JobException;
import io.trainvae.storage.Storage;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right to change a folder, held by one process at a time: a file that its holder rewrites
 * every few seconds.
 *
 * <p>The file is created in one step where the storage can do that: on disks, on HDFS, and on
 * object stores with conditional writes. On other object stores two processes that begin within the
 * same moment may both write it; both wait {@link Timing#settling} then, look again, and the one
 * that wrote last has it. That fails only if one of them stalls for longer between its look and its
 * write.
 *
 * <p>A holder on this machine whose process has ended no longer holds the lease. For a holder on
 * another machine, clocks are not reliable: this process watches the lease for a while, and the
 * holder loses it if it does not renew it. A holder that stalled and lost its lease finds out by
 * {@link #verify} before its next write; requests that are already on their way to the storage
 * cannot be called back.
 */
public final class Lease implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Lease.class);

  /**
   * @param beat time between two signs of life
   * @param patience with a holder that gives none
   * @param settling time until a lease that was not created in one step is read again
   */
  record Timing(Duration beat, Duration patience, Duration settling) {
    static final Timing USUAL =
        new Timing(Duration.ofSeconds(10), Duration.ofSeconds(35), Duration.ofSeconds(2));
  }

  private final Storage storage;
  private final LeasedFolder place;
  private final LeaseFile file;
  private final ScheduledExecutorService heart;
  private final boolean madeFolder;
  private LeaseHolder self;
  private volatile JobException lost;

  private Lease(Storage storage, LeaseFile file, LeaseHolder self, boolean madeFolder) {
    this.storage = storage;
    this.place = file.place();
    this.file = file;
    this.self = self;
    this.madeFolder = madeFolder;
    this.heart =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread daemon = new Thread(work, "lease");
              daemon.setDaemon(true);
              return daemon;
            });
    long millis = file.timing().beat().toMillis();
    heart.scheduleWithFixedDelay(this::beat, millis, millis, TimeUnit.MILLISECONDS);
  }

  /**
   * Takes the lease, including that of a dead holder.
   *
   * @param notice gets one line if that takes some time
   * @throws JobException storage, if another process holds it
   */
  public static Lease acquire(Storage storage, LeasedFolder place, Consumer<String> notice) {
    return acquire(storage, place, notice, false, Timing.USUAL);
  }

  /**
   * Takes the lease for some seconds, to publish results that were made without it. Waits for other
   * processes that do the same.
   *
   * @throws JobException storage, if another process holds it for longer
   */
  public static Lease acquireBriefly(Storage storage, LeasedFolder place, Consumer<String> notice) {
    return acquire(storage, place, notice, true, Timing.USUAL);
  }

  static Lease acquire(
      Storage storage, LeasedFolder place, Consumer<String> notice, boolean brief, Timing timing) {
    LeaseFile file = new LeaseFile(storage, place, timing);
    boolean makesFolder = !storage.exists(place.folder());
    LeaseHolder self = LeaseHolder.self(brief);
    file.take(self, notice);
    return new Lease(storage, file, self, makesFolder);
  }

  /**
   * Checks for a process that will publish later. Several may run at the same time, but not during
   * a training.
   *
   * @throws JobException storage, if a process holds the lease for longer than to publish
   */
  public static void refuseWhileHeld(Storage storage, LeasedFolder place, Consumer<String> notice) {
    new LeaseFile(storage, place, Timing.USUAL).refuseWhileHeld(notice);
  }

  /**
   * Waits for some seconds for something that the lease's holder does at this moment.
   *
   * @return whether the work is done; false at once if no living process can be doing it
   */
  public static boolean awaitEnd(Storage storage, LeasedFolder place, BooleanSupplier done) {
    return new LeaseFile(storage, place, Timing.USUAL).awaitEnd(done);
  }

  /**
   * Cheap: returns the result of the last renewal.
   *
   * @throws JobException storage, if the lease is lost
   */
  public void check() {
    if (lost != null) {
      throw lost;
    }
  }

  /**
   * Looks now. To be called before anything is written that another process might have a hand in.
   *
   * @throws JobException storage, if the lease is lost or the storage does not answer
   */
  public synchronized void verify() {
    check();
    Optional<LeaseHolder> now = file.holderAfterRemoval();
    if (now.isEmpty()) {
      lost =
          JobException.storage(
              "Stopped writing to %s: its folder is gone, or %s was deleted"
                  .formatted(place, place.file().getName()));
    } else if (!now.get().isSame(self)) {
      lost =
          JobException.storage(
              "Stopped writing to %s: %s took it over".formatted(place, now.get()));
    }
    check();
  }

  /**
   * Looks after the storage failed: a folder that is gone, or another's, is the better reason. A
   * storage that does not answer within seconds is asked nothing more, not even to give the lease
   * back, because each question would take a job's patience once again.
   *
   * @throws JobException storage, if the lease is lost
   */
  public void verifyAfterFailure() {
    if (answers()) {
      verify();
    }
  }

  private boolean answers() {
    if (lost == null) {
      try {
        storage.preflightReach(place.folder());
      } catch (JobException away) {
        lost = away;
      }
    }
    return lost == null;
  }

  /** Whether {@link #check} would succeed. */
  public boolean isHeld() {
    return lost == null;
  }

  private synchronized void beat() {
    try {
      verify();
      self = self.beat();
      file.replace(self);
    } catch (RuntimeException e) {
      // Either the lease is lost, which the next check reports, or the storage is temporarily not
      // available.
      // Whatever is thrown here would be the last sign of life.
      LOG.debug("No sign of life: {}", e.getMessage());
    }
  }

  /** Releases the lease. Never fails, because the work under it is done. */
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
        storage.delete(place.file());
        file.sweep();
        if (madeFolder) {
          storage.deleteIfEmpty(place.folder());
        }
      } catch (JobException e) {
        LOG.debug("The lease is not given back: {}", e.getMessage());
      }
    }
  }
}
