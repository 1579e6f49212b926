package io.trainvae.train;

import io.trainvae.lease.Lease;
import java.util.Optional;

/**
 * What the process around a training has a say in: whose the run is, and whether to end early.
 *
 * @param lease that the process holds; empty where nobody else can be there
 * @param stop asked after every round
 */
public record RunGuard(Optional<Lease> lease, StopSignal stop) {

  /**
   * Whether the run is still ours to write to, as far as is known; cheap.
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
