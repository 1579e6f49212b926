package io.trainvae.averaging;

import io.trainvae.averaging.sync.Losses;
import io.trainvae.model.Binarisation;
import io.trainvae.network.Pixels;
import io.trainvae.network.RandomStreams;
import io.trainvae.network.RandomStreams.Purpose;
import io.trainvae.network.StepInputs;
import io.trainvae.network.TrainableVae;
import io.trainvae.network.VaeState;
import io.trainvae.network.Vaes;
import io.trainvae.objective.StepLoss;
import java.util.SplittableRandom;
import org.apache.spark.TaskContext;

/**
 * A network and its buffers, on which a task takes the steps of its workers, one worker after the
 * other. It holds nothing that a round depends on.
 */
final class Replica implements AutoCloseable {
  private final AveragingPlan plan;
  private final TrainableVae network;
  private final RandomStreams streams;
  private final byte[] record;

  Replica(AveragingPlan plan) {
    this.plan = plan;
    this.network =
        Vaes.open(
            plan.spec(),
            plan.image(),
            plan.objective(),
            plan.optimiser(),
            plan.batch(),
            plan.threads());
    this.streams = new RandomStreams(plan.seed());
    this.record = new byte[plan.recordBytes()];
  }

  AveragingPlan plan() {
    return plan;
  }

  /** The state after {@link #train}, for the caller to change. So does the next round. */
  VaeState result() {
    return network.state();
  }

  /** One worker's steps of one round; ends early at a loss that is not finite. */
  Losses train(StagePlan stage, int round, HostedWorker worker, VaeState begin) {
    int from = stage.plan().roundStart(worker.number(), round);
    int to = stage.plan().roundStart(worker.number(), round + 1);
    double beta = stage.plan().beta(stage.epoch(), round);
    network.load(begin);
    fill(stage.epoch(), worker, from, to, network.inputs());
    Losses losses = Losses.NONE;
    try {
      for (int start = from; start < to && losses.finite(); start += plan.batch()) {
        TaskContext.get().killTaskIfInterrupted();
        int count = Math.min(plan.batch(), to - start);
        int next = start + count;
        StepLoss loss =
            network.step(
                count,
                stage.learningRate() * plan.warmUp(stage.epoch(), next),
                beta,
                inputs -> fill(stage.epoch(), worker, next, to, inputs));
        losses = losses.plus(new Losses(count, loss.reconstruction(), loss.kl(), loss.isFinite()));
      }
    } finally {
      network.rest();
    }
    return losses;
  }

  /** Fills the inputs of the step that begins with this image, if there is one. */
  private void fill(int epoch, HostedWorker worker, int start, int to, StepInputs inputs) {
    int count = Math.min(plan.batch(), to - start);
    if (count <= 0) {
      return;
    }
    int step = start / plan.batch();
    fillImages(epoch, worker, start, count, inputs);
    RandomStreams.fillNormal(
        streams.stream(Purpose.TRAINING_NOISE, epoch, worker.number(), step),
        inputs.noise(),
        count * network.samples() * network.latent());
  }

  private void fillImages(int epoch, HostedWorker worker, int start, int count, StepInputs inputs) {
    int pixels = plan.pixels();
    Binarisation binarisation = plan.spec().binarisation();
    SplittableRandom random =
        streams.stream(Purpose.TRAINING_PIXELS, epoch, worker.number(), start / plan.batch());
    for (int i = 0; i < count; i++) {
      worker.copy(start + i, record);
      Pixels.unpack(
          plan.format(), binarisation, random, record, inputs.images(), i * pixels, pixels);
      inputs.labels()[i] = record[record.length - 1] & 0xFF;
    }
  }

  @Override
  public void close() {
    network.close();
  }
}
