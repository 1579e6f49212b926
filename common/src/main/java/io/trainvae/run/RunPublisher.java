package io.trainvae.run;

import io.trainvae.error.JobException;
import io.trainvae.lease.Lease;
import io.trainvae.storage.Storage;
import java.util.function.Consumer;

/**
 * Lets a job change a trained run: its figures, latents and pictures. A job works without a lease,
 * at the same time as others. It takes a lease to publish, and publishes only if the run still has
 * the model that the job used.
 */
@FunctionalInterface
public interface RunPublisher {

  /**
   * @param parametersSha256 of the model that the job worked with
   * @param changes to the run
   * @throws JobException storage, if another process writes to the run; failed, if the run has
   *     another model by now
   */
  void publish(RunFolder run, String parametersSha256, Runnable changes);

  /** A publisher for a process that holds the run's lease already. */
  static RunPublisher holding(Lease lease) {
    return (run, parametersSha256, changes) -> {
      lease.verify();
      run.requireModel(parametersSha256);
      changes.run();
    };
  }

  /**
   * A publisher that takes the lease while it publishes.
   *
   * @param notice gets one line if that takes some time
   */
  static RunPublisher acquiring(Storage storage, Consumer<String> notice) {
    return (run, parametersSha256, changes) -> {
      try (Lease lease = Lease.acquireBriefly(storage, run.layout().leased(), notice)) {
        run.requireModel(parametersSha256);
        changes.run();
      }
    };
  }
}
