package io.trainvae.cli;

import io.trainvae.lease.Lease;
import io.trainvae.run.RunFolder;
import io.trainvae.run.RunPublisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A run that this process holds, from before its first step until after its last. */
final class LeasedRun implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LeasedRun.class);

  private final Context context;
  private final RunFolder folder;
  private final Lease lease;
  private boolean done;

  private LeasedRun(Context context, RunFolder folder, Lease lease) {
    this.context = context;
    this.folder = folder;
    this.lease = lease;
  }

  static LeasedRun of(Context context, RunFolder folder, RunFolder.Start start) {
    return new LeasedRun(context, folder, folder.claim(start, context.err()::println));
  }

  RunFolder folder() {
    return folder;
  }

  Lease lease() {
    return lease;
  }

  /**
   * @param count steps that will be taken
   */
  Steps steps(Jobs jobs, int count) {
    return new Steps(context, jobs, RunPublisher.holding(lease), count);
  }

  /** Deletes the run that was replaced. A failure leaves it to the next command. */
  void discardFormer() {
    try {
      folder.discardFormer();
    } catch (RuntimeException e) {
      LOG.warn("The former run stays in {}: {}", folder.layout().former(), e.getMessage());
    }
  }

  /** Says that all steps succeeded. */
  void done() {
    done = true;
  }

  /** Gives the run back; a former run that was to be replaced by nothing comes back. */
  @Override
  public void close() {
    try {
      if (!done) {
        lease.verifyAfterFailure();
      }
      if (!done && lease.isHeld()) {
        folder.restoreFormer();
      }
    } catch (RuntimeException e) {
      LOG.warn("The former run stays in {}: {}", folder.layout().former(), e.getMessage());
    } finally {
      lease.close();
    }
  }
}
