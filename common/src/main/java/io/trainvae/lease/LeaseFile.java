package io.trainvae.lease;

import io.trainvae.error.ExitCode;
import io.trainvae.error.JobException;
import io.trainvae.lease.Lease.Timing;
import io.trainvae.storage.JsonFiles;
import io.trainvae.storage.Storage;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.hadoop.fs.Path;

/** Reads and writes the file of a lease, and decides whether its holder is still there. */
record LeaseFile(Storage storage, LeasedFolder place, Timing timing) {
  private static final long LARGEST = 1 << 16;

  /** Takes of a lease that others take and give back at the same time. */
  private static final int MOST_TRIES = 20;

  /**
   * Who holds it; empty if there is no such file, or none that can be read, as a crash of a machine
   * may leave it.
   */
  Optional<LeaseHolder> holder() {
    return read(place.file());
  }

  private Optional<LeaseHolder> read(Path file) {
    try {
      return storage.exists(file)
          ? Optional.ofNullable(JsonFiles.read(storage, file, LARGEST, LeaseHolder.class))
          : Optional.empty();
    } catch (JobException e) {
      if (e.exitCode() == ExitCode.DATA || !storage.exists(file)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  void replace(LeaseHolder holder) {
    JsonFiles.write(storage, place.file(), holder);
  }

  /**
   * Takes it if nobody living holds it. Waits for holders that are about to give it back.
   *
   * @throws JobException storage, if another process holds it
   */
  void take(LeaseHolder self, Consumer<String> notice) {
    long end = System.nanoTime() + timing.patience().toNanos();
    for (int i = 0; i < MOST_TRIES || System.nanoTime() < end; i++) {
      Optional<LeaseHolder> other = holder();
      if (other.isPresent() && isAboutToEnd(other.get()) && System.nanoTime() < end) {
        pause(timing.beat().dividedBy(50));
        continue;
      }
      other.ifPresent(holder -> refuseIfAlive(holder, notice));
      boolean settled = other.isEmpty() && !storage.exists(place.file());
      if (!settled) {
        remove(other);
      }
      if (create(self, settled)) {
        return;
      }
    }
    throw JobException.storage(
        "Cannot write to %s: other processes take and leave it all the time".formatted(place));
  }

  private static boolean isAboutToEnd(LeaseHolder other) {
    return other.brief() && (!other.isOnThisMachine() || other.isAlive());
  }

  /**
   * @param settled whether nobody can be about to remove what is created
   */
  private boolean create(LeaseHolder self, boolean settled) {
    if (!storage.create(place.file(), JsonFiles.bytes(self))) {
      return false;
    }
    boolean certain =
        storage.createsAtomically(place.file()) && (settled || storage.renamesAtOnce(place.file()));
    if (certain) {
      return true;
    }
    pause(timing.settling());
    return holder().filter(self::isSame).isPresent();
  }

  /**
   * Removes the file of a dead holder, or a damaged one. Where a file can be renamed in one step, a
   * lease that somebody else has taken meanwhile is put back.
   */
  private void remove(Optional<LeaseHolder> dead) {
    if (!storage.renamesAtOnce(place.file())) {
      storage.delete(place.file());
      return;
    }
    String random = UUID.randomUUID().toString().substring(0, 8);
    Path aside =
        new Path(place.file().getParent(), "%s.%s.tmp".formatted(place.file().getName(), random));
    if (!storage.rename(place.file(), aside)) {
      return;
    }
    Optional<LeaseHolder> removed = read(aside);
    if (removed.isPresent() && !removed.equals(dead)) {
      storage.create(place.file(), JsonFiles.bytes(removed.get()));
    }
    storage.delete(aside);
  }

  void refuseWhileHeld(Consumer<String> notice) {
    holder().filter(other -> !other.brief()).ifPresent(other -> refuseIfAlive(other, notice));
  }

  boolean mayBeHeld() {
    return holder().filter(other -> !other.isOnThisMachine() || other.isAlive()).isPresent();
  }

  private void refuseIfAlive(LeaseHolder other, Consumer<String> notice) {
    if (other.isOnThisMachine() ? other.isAlive() : givesSigns(other, notice)) {
      throw JobException.storage(
          "Cannot write to %s: %s does; wait for its end, or, if you know that it is dead, delete %s"
              .formatted(place, other, place.file().getName()));
    }
  }

  private boolean givesSigns(LeaseHolder other, Consumer<String> notice) {
    notice.accept(
        "%s was written to by %s: waiting up to %d s for a sign of life"
            .formatted(place.folder(), other, timing.patience().toSeconds()));
    long end = System.nanoTime() + timing.patience().toNanos();
    while (System.nanoTime() < end) {
      pause(timing.beat().dividedBy(10));
      Optional<LeaseHolder> now = holder();
      if (now.isEmpty()) {
        return false;
      }
      if (!now.get().equals(other)) {
        return true;
      }
    }
    return false;
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
