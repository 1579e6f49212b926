package io.trainvae.train;

import io.trainvae.averaging.AveragingPlan;
import io.trainvae.checkpoint.Position;
import io.trainvae.checkpoint.StateFiles;
import io.trainvae.config.RunConfig;
import io.trainvae.data.DatasetInfo;
import io.trainvae.model.ParameterLayout;
import io.trainvae.network.SavedModel;
import io.trainvae.shards.Shards;
import io.trainvae.train.TrainListener.Plan;
import java.util.Optional;

/**
 * The configuration, data and start position of a training.
 *
 * @param config as resolved, with its number of workers
 * @param shards of the training images
 * @param start how far the training is already
 * @param seconds spent on the epoch that is under way there
 * @param state of the model there; empty at the beginning
 */
record Training(
    RunConfig config,
    AveragingPlan plan,
    TrainingData source,
    Shards shards,
    Position start,
    double seconds,
    Optional<StateFiles> state) {

  DatasetInfo dataset() {
    return source.info();
  }

  /** The description that listeners receive. */
  Plan description(String runId) {
    return new Plan(
        runId,
        plan.workers(),
        plan.threads(),
        plan.batch(),
        plan.epochs(),
        plan.rounds(0),
        plan.images(),
        new ParameterLayout(plan.spec(), plan.image()).total());
  }

  SavedModel model(float[] parameters) {
    return new SavedModel(config.model(), dataset().image(), parameters, source.standardisation());
  }
}
