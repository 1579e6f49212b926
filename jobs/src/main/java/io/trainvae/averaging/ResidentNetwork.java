package io.trainvae.averaging;

import io.trainvae.averaging.RoundResult.Losses;
import io.trainvae.model.Binarisation;
import io.trainvae.network.Pixels;
import io.trainvae.network.RandomStreams;
import io.trainvae.network.RandomStreams.Purpose;
import io.trainvae.network.StepInputs;
import io.trainvae.network.TrainableVae;
import io.trainvae.network.VaeState;
import io.trainvae.network.Vaes;
import io.trainvae.objective.StepLoss;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * A worker's network and buffers, which stay alive in the executor from round to round. They hold
 * nothing that a round depends on: should the executor die, another one starts afresh and computes
 * the same.
 */
final class ResidentNetwork {
  private static final Map<Integer, ResidentNetwork> BY_WORKER = new ConcurrentHashMap<>();

  private final AveragingPlan plan;
  private final int worker;
  private final TrainableVae network;
  private final RandomStreams streams;
  private int orderEpoch = -1;
  private int[] order;
  private final RoundImages gathered;

  private ResidentNetwork(AveragingPlan plan, int worker) {
    this.plan = plan;
    this.worker = worker;
    this.network =
        Vaes.open(
            plan.spec(),
            plan.image(),
            plan.objective(),
            plan.optimiser(),
            plan.batch(),
            plan.threads());
    this.streams = new RandomStreams(plan.seed());
    this.gathered = new RoundImages(plan.roundStart(worker, 1), plan.batch(), plan.pixels() + 1);
  }

  /**
   * This executor's network for a worker of this training; one of an earlier training is given
   * back.
   */
  static ResidentNetwork of(AveragingPlan plan, int worker) {
    return BY_WORKER.compute(
        worker,
        (key, resident) -> {
          if (resident != null && resident.plan.trainingId().equals(plan.trainingId())) {
            return resident;
          }
          if (resident != null) {
            resident.close();
          }
          return new ResidentNetwork(plan, worker);
        });
  }

  /** Gives back all networks of this virtual machine. */
  static void closeAll() {
    BY_WORKER.keySet().forEach(worker -> BY_WORKER.remove(worker).close());
  }

  private synchronized void close() {
    network.close();
  }

  /** The state after {@link #train}, for the caller to change. So does the next round. */
  VaeState result() {
    return network.state();
  }

  /** One worker's steps of one round. */
  synchronized Losses train(RoundTask task, VaeState begin, Iterator<MultiDataSet> shard) {
    int from = plan.roundStart(worker, task.round());
    int to = plan.roundStart(worker, task.round() + 1);
    gather(task.epoch(), from, to, shard);
    network.load(begin);
    fill(task, from, from, to, network.inputs());
    Losses losses = Losses.NONE;
    try {
      for (int start = from; start < to && losses.finite(); start += plan.batch()) {
        int count = Math.min(plan.batch(), to - start);
        int next = start + count;
        StepLoss loss =
            network.step(
                count,
                task.learningRate(),
                task.beta(),
                inputs -> fill(task, next, from, to, inputs));
        losses = losses.plus(new Losses(count, loss.reconstruction(), loss.kl(), loss.isFinite()));
      }
    } finally {
      network.rest();
    }
    return losses;
  }

  /** Fills the inputs of the step that begins with this image, if there is one. */
  private void fill(RoundTask task, int start, int from, int to, StepInputs inputs) {
    int count = Math.min(plan.batch(), to - start);
    if (count <= 0) {
      return;
    }
    int step = start / plan.batch();
    byte[] records = gathered.minibatch((start - from) / plan.batch());
    fillImages(task.epoch(), step, records, count, inputs);
    RandomStreams.fillNormal(
        streams.stream(Purpose.TRAINING_NOISE, task.epoch(), worker, step),
        inputs.noise(),
        count * network.samples() * network.latent());
  }

  private void fillImages(int epoch, int step, byte[] records, int count, StepInputs inputs) {
    int pixels = plan.pixels();
    Binarisation binarisation = plan.spec().binarisation();
    SplittableRandom random = streams.stream(Purpose.TRAINING_PIXELS, epoch, worker, step);
    for (int i = 0; i < count; i++) {
      int record = gathered.start(i);
      Pixels.unpack(binarisation, random, records, record, inputs.images(), i * pixels, pixels);
      inputs.labels()[i] = records[record + pixels] & 0xFF;
    }
  }

  /**
   * Picks the round's images from the shard in one pass, so that no more than a round's are held
   * beside it.
   */
  private void gather(int epoch, int from, int to, Iterator<MultiDataSet> shard) {
    long[] wanted = new long[to - from];
    int[] shuffled = order(epoch);
    for (int i = 0; i < wanted.length; i++) {
      wanted[i] = ((long) shuffled[from + i] << Integer.SIZE) | i;
    }
    Arrays.sort(wanted);
    int base = 0;
    int next = 0;
    while (next < wanted.length) {
      ImageChunk chunk = (ImageChunk) shard.next();
      for (; next < wanted.length && image(wanted[next]) < base + chunk.count(); next++) {
        gathered.put((int) wanted[next], chunk, image(wanted[next]) - base);
      }
      base += chunk.count();
    }
  }

  private static int image(long wanted) {
    return (int) (wanted >>> Integer.SIZE);
  }

  private int[] order(int epoch) {
    if (orderEpoch != epoch) {
      order =
          RandomStreams.permutation(
              streams.stream(Purpose.SHUFFLE, epoch, worker), plan.shardSize(worker));
      orderEpoch = epoch;
    }
    return order;
  }
}
