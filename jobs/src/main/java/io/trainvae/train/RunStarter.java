package io.trainvae.train;

import io.trainvae.checkpoint.Checkpoint;
import io.trainvae.config.RunConfig;
import io.trainvae.lease.Lease;
import io.trainvae.run.Provenance;
import io.trainvae.run.RunFolder;
import java.util.Optional;

/**
 * Begins or continues a run once nothing can refuse the training any more, so that a refusal leaves
 * the run as it was.
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
