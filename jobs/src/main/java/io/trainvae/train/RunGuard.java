package io.trainvae.train;

import io.trainvae.lease.Lease;
import java.util.Optional;

/**
 * Guards a run: the lease that this process holds, and the signal to stop early.
 *
 * @param lease held by this process; empty if no other process can write to the run
 * @param stop asked after every round
 */
public record RunGuard(Optional<Lease> lease, StopSignal stop) {

  /**
   * Whether this process still holds the run, as far as it knows. This call is cheap.
   *
   * @throws io.trainvae.error.JobException storage, when it is not
   */
  void check() {
    lease.ifPresent(Lease::check);
  }

  /**
   * The same, with a look at the storage.
   *
   * @throws io.trainvae.error.JobException storage, when it is not
   */
  void verify() {
    lease.ifPresent(Lease::verify);
  }

  /**
   * The same after the storage failed, which may be away.
   *
   * @throws io.trainvae.error.JobException storage, when the run is not ours
   */
  void verifyAfterFailure() {
    lease.ifPresent(Lease::verifyAfterFailure);
  }

  boolean isOurs() {
    return lease.map(Lease::isHeld).orElse(true);
  }

  boolean stopRequested() {
    return stop.requested();
  }
}
