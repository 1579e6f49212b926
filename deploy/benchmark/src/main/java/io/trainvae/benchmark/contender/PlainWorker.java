package io.trainvae.benchmark.contender;

import io.trainvae.benchmark.model.Images;
import io.trainvae.benchmark.model.Model;
import io.trainvae.model.Binarisation;
import io.trainvae.network.Pixels;
import io.trainvae.network.RandomStreams;
import io.trainvae.network.RandomStreams.Purpose;
import io.trainvae.network.TrainableVae;
import io.trainvae.network.VaeState;
import io.trainvae.objective.StepLoss;
import java.util.SplittableRandom;

/** One worker of {@link PlainThreads}. */
final class PlainWorker implements AutoCloseable {
  private final Model model;
  private final Images images;
  private final int worker;
  private final int workers;
  private final int frequency;
  private final int shard;
  private final TrainableVae network;
  private final RandomStreams streams;
  private int orderEpoch = -1;
  private int[] order;

  PlainWorker(Model model, Images images, int worker, int workers, int frequency) {
    this.model = model;
    this.images = images;
    this.worker = worker;
    this.workers = workers;
    this.frequency = frequency;
    this.shard = (images.count() - worker + workers - 1) / workers;
    this.network = model.open(Integer.getInteger("THREADS", 1));
    this.streams = new RandomStreams(model.config().train().seed());
  }

  /** The state after {@link #round}. */
  VaeState result() {
    return network.state();
  }

  PlainLoss round(VaeState begin, int epoch, int round, double beta) {
    int batch = model.config().train().batch();
    shuffle(epoch);
    network.load(begin);
    PlainLoss sum = PlainLoss.NONE;
    int end = Math.min(shard, (round + 1) * frequency * batch);
    for (int start = round * frequency * batch; start < end; start += batch) {
      sum = sum.plus(step(epoch, start, Math.min(batch, end - start), beta));
    }
    return sum;
  }

  private void shuffle(int epoch) {
    if (orderEpoch != epoch) {
      order = RandomStreams.permutation(streams.stream(Purpose.SHUFFLE, epoch, worker), shard);
      orderEpoch = epoch;
    }
  }

  private PlainLoss step(int epoch, int start, int count, double beta) {
    int step = start / model.config().train().batch();
    fill(epoch, step, start, count);
    RandomStreams.fillNormal(
        streams.stream(Purpose.TRAINING_NOISE, epoch, worker, step),
        network.inputs().noise(),
        count * network.samples() * network.latent());
    StepLoss loss = network.step(count, model.config().optimiser().learningRate(), beta);
    return new PlainLoss(count, loss.reconstruction(), loss.kl());
  }

  private void fill(int epoch, int step, int start, int count) {
    int pixels = model.image().size();
    Binarisation binarisation = model.config().model().binarisation();
    SplittableRandom random = streams.stream(Purpose.TRAINING_PIXELS, epoch, worker, step);
    for (int i = 0; i < count; i++) {
      int image = worker + order[start + i] * workers;
      Pixels.unpack(
          binarisation,
          random,
          images.pixels(),
          image * pixels,
          network.inputs().images(),
          i * pixels,
          pixels);
      network.inputs().labels()[i] = images.labels()[image] & 0xFF;
    }
  }

  @Override
  public void close() {
    network.close();
  }
}
