package io.trainvae.train;

import io.trainvae.checkpoint.Checkpoint;
import io.trainvae.config.RunConfig;
import io.trainvae.lease.Lease;
import io.trainvae.run.Provenance;
import io.trainvae.run.RunFolder;
import java.util.Optional;

/**
 * Creates or continues a run after all checks have passed, so that a refusal leaves the run
 * unchanged.
 */
public record RunStarter(
    RunFolder run, Lease lease, RunConfig config, Provenance provenance, Optional<Checkpoint> start)
    implements TrainListener {

  @Override
  public void started(Plan plan) {
    // Dealing the images out may have taken long.
    lease.verify();
    if (start.isPresent()) {
      run.resume(start.get().at().closedEpochs(), config, provenance);
    } else {
      run.clear();
      run.begin(config, provenance);
    }
  }
}
