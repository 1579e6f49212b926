package io.trainvae.lease;

import io.trainvae.error.ExitCode;
import io.trainvae.error.JobException;
import io.trainvae.lease.Lease.Timing;
import io.trainvae.storage.JsonFiles;
import io.trainvae.storage.Storage;
import io.trainvae.storage.TemporaryNames;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.hadoop.fs.Path;

/** Reads and writes the file of a lease, and decides whether its holder is still there. */
record LeaseFile(Storage storage, LeasedFolder place, Timing timing) {
  private static final long LARGEST = 1 << 16;

  /** Attempts to take a lease that others take and release at the same time. */
  private static final int MOST_TRIES = 20;

  /**
   * Who holds it; empty if there is no such file, or none that can be read, as a crash of a machine
   * may leave it.
   */
  Optional<LeaseHolder> holder() {
    return found().filter(other -> other != LeaseHolder.NOBODY);
  }

  /** The content of the lease file; empty if there is none. */
  private Optional<LeaseHolder> found() {
    return read(place.file());
  }

  /** The same, but waits a moment for a lease that another process has in its hand. */
  Optional<LeaseHolder> holderAfterRemoval() {
    Optional<LeaseHolder> holder = holder();
    if (holder.isEmpty()) {
      pause(timing.settling().dividedBy(10));
      holder = holder();
    }
    return holder;
  }

  private Optional<LeaseHolder> read(Path file) {
    try {
      return storage.exists(file)
          ? Optional.ofNullable(JsonFiles.read(storage, file, LARGEST, LeaseHolder.class))
              .or(() -> Optional.of(LeaseHolder.NOBODY))
          : Optional.empty();
    } catch (JobException e) {
      if (e.exitCode() == ExitCode.DATA) {
        return Optional.of(LeaseHolder.NOBODY);
      }
      if (!storage.exists(file)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  void replace(LeaseHolder holder) {
    storage.writeAtomically(place.file(), JsonFiles.bytes(holder));
  }

  /**
   * Takes the lease if no living process holds it. Waits for holders that are about to release it.
   *
   * @throws JobException storage, if another process holds it
   */
  void take(LeaseHolder self, Consumer<String> notice) {
    long end = System.nanoTime() + timing.patience().toNanos();
    for (int i = 0; i < MOST_TRIES || System.nanoTime() < end; i++) {
      Optional<LeaseHolder> other = foundAfterPublication(end);
      other.ifPresent(holder -> refuseIfAlive(holder, notice));
      other.ifPresent(this::remove);
      if (create(self, other.isEmpty())) {
        return;
      }
    }
    throw JobException.storage(
        "Cannot write to %s: other processes take and leave it all the time".formatted(place));
  }

  /**
   * The lease file, once its holder is not about to release it.
   *
   * @param end of the patience, by {@link System#nanoTime}
   */
  private Optional<LeaseHolder> foundAfterPublication(long end) {
    Optional<LeaseHolder> other = found();
    while (other.filter(LeaseFile::isAboutToEnd).isPresent() && System.nanoTime() < end) {
      pause(timing.beat().dividedBy(50));
      other = found();
    }
    return other;
  }

  private static boolean isAboutToEnd(LeaseHolder other) {
    return other.brief() && (!other.isOnThisMachine() || other.isAlive());
  }

  /**
   * @param free whether there was none; else others may be about to remove it as well, and take
   *     ours for it
   */
  private boolean create(LeaseHolder self, boolean free) {
    // A store may refuse a request that it was sent twice, after it has carried it out once.
    if (!storage.create(place.file(), JsonFiles.bytes(self))
        && holder().filter(self::isSame).isEmpty()) {
      return false;
    }
    if (free && storage.createsAtomically(place.file())) {
      return true;
    }
    pause(timing.settling());
    return holderAfterRemoval().filter(self::isSame).isPresent();
  }

  /**
   * Removes the lease file of a dead holder, or a damaged one. If renaming is atomic, every process
   * renames the file of one holder to the same name, which exists until {@link #sweep}. The file of
   * each holder is therefore removed only once, and a late process cannot remove the next holder's
   * file.
   */
  void remove(LeaseHolder dead) {
    if (!storage.renamesAtOnce(place.file())) {
      storage.delete(place.file());
    } else if (dead.id().isEmpty() || !renameOnce(dead.id().get(), dead)) {
      putAside(dead);
    }
  }

  /** Returns false if the process that should remove it died meanwhile. */
  private boolean renameOnce(UUID id, LeaseHolder dead) {
    Path lease = place.file();
    Path once =
        new Path(lease.getParent(), TemporaryNames.of(lease.getName() + LeasedFolder.REMOVED, id));
    if (storage.renameIfFree(lease, once) || !isStill(dead)) {
      return true;
    }
    pause(timing.settling());
    return !isStill(dead);
  }

  private boolean isStill(LeaseHolder dead) {
    return found().filter(dead::equals).isPresent();
  }

  /** Puts it back if it is not the one that is meant. */
  private void putAside(LeaseHolder dead) {
    Path aside = new Path(place.file().getParent(), TemporaryNames.of(place.file().getName()));
    if (!storage.rename(place.file(), aside)) {
      return;
    }
    read(aside)
        .filter(removed -> !removed.equals(dead) && removed != LeaseHolder.NOBODY)
        .ifPresent(living -> storage.create(place.file(), JsonFiles.bytes(living)));
    storage.delete(aside);
  }

  /** Deletes the renamed files of dead holders. */
  void sweep() {
    if (!storage.renamesAtOnce(place.file())) {
      return;
    }
    String name = "." + place.file().getName() + LeasedFolder.REMOVED;
    storage.list(place.file().getParent()).stream()
        .filter(path -> path.getName().startsWith(name))
        .filter(path -> TemporaryNames.matches(path.getName()))
        .forEach(storage::delete);
  }

  void refuseWhileHeld(Consumer<String> notice) {
    holder().filter(other -> !other.brief()).ifPresent(other -> refuseIfAlive(other, notice));
  }

  boolean awaitEnd(BooleanSupplier done) {
    long end = System.nanoTime() + timing.settling().toNanos();
    while (!done.getAsBoolean()) {
      if (!mayBeHeld() || System.nanoTime() >= end) {
        return done.getAsBoolean();
      }
      pause(timing.settling().dividedBy(20));
    }
    return true;
  }

  private boolean mayBeHeld() {
    return holder().filter(other -> !other.isOnThisMachine() || other.isAlive()).isPresent();
  }

  private void refuseIfAlive(LeaseHolder other, Consumer<String> notice) {
    if (other == LeaseHolder.NOBODY) {
      return;
    }
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
