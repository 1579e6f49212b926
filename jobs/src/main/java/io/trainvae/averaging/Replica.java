package io.trainvae.averaging;

import io.trainvae.model.Binarisation;
import io.trainvae.network.Pixels;
import io.trainvae.network.RandomStreams;
import io.trainvae.network.RandomStreams.Purpose;
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
        Vaes.open(plan.spec(), plan.image(), plan.objective(), plan.optimiser(), plan.batch());
    this.streams = new RandomStreams(plan.seed());
    this.record = new byte[plan.pixels() + 1];
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
    int from = plan.roundStart(worker.number(), round);
    int to = plan.roundStart(worker.number(), round + 1);
    double beta = plan.beta(stage.epoch(), round);
    network.load(begin);
    Losses losses = Losses.NONE;
    for (int start = from; start < to && losses.finite(); start += plan.batch()) {
      TaskContext.get().killTaskIfInterrupted();
      int count = Math.min(plan.batch(), to - start);
      losses = losses.plus(step(stage, worker, start, count, beta));
    }
    return losses;
  }

  private Losses step(StagePlan stage, HostedWorker worker, int start, int count, double beta) {
    int step = start / plan.batch();
    fillImages(stage.epoch(), worker, start, count);
    RandomStreams.fillNormal(
        streams.stream(Purpose.TRAINING_NOISE, stage.epoch(), worker.number(), step),
        network.noise(),
        count * network.samples() * network.latent());
    StepLoss loss = network.step(count, stage.learningRate(), beta);
    return new Losses(count, loss.reconstruction(), loss.kl(), loss.isFinite());
  }

  private void fillImages(int epoch, HostedWorker worker, int start, int count) {
    int pixels = plan.pixels();
    Binarisation binarisation = plan.spec().binarisation();
    SplittableRandom random =
        streams.stream(Purpose.TRAINING_PIXELS, epoch, worker.number(), start / plan.batch());
    for (int i = 0; i < count; i++) {
      worker.copy(start + i, record);
      Pixels.unpack(binarisation, random, record, 0, network.images(), i * pixels, pixels);
      network.labels()[i] = record[pixels] & 0xFF;
    }
  }

  @Override
  public void close() {
    network.close();
  }
}
