package io.trainvae.benchmark.contender;

import io.trainvae.benchmark.model.Images;
import io.trainvae.benchmark.model.Model;
import io.trainvae.model.Binarisation;
import io.trainvae.network.Pixels;
import io.trainvae.network.RandomStreams;
import io.trainvae.network.RandomStreams.Purpose;
import io.trainvae.network.StepInputs;
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

  PlainWorker(Model model, Images images, int worker, int workers, int threads, int frequency) {
    this.model = model;
    this.images = images;
    this.worker = worker;
    this.workers = workers;
    this.frequency = frequency;
    this.shard = (images.count() - worker + workers - 1) / workers;
    this.network = model.open(threads);
    this.streams = new RandomStreams(model.config().train().seed());
  }

  /** The state after {@link #round}. */
  VaeState result() {
    return network.state();
  }

  PlainLoss round(VaeState from, int epoch, int round, double beta) {
    int batch = model.config().train().batch();
    shuffle(epoch);
    network.load(from);
    PlainLoss sum = PlainLoss.NONE;
    int end = Math.min(shard, (round + 1) * frequency * batch);
    int begin = round * frequency * batch;
    inputs(epoch, begin, end, network.inputs());
    for (int start = begin; start < end; start += batch) {
      int count = Math.min(batch, end - start);
      int next = start + count;
      double rate = model.config().optimiser().learningRate();
      StepLoss loss = network.step(count, rate, beta, inputs -> inputs(epoch, next, end, inputs));
      sum = sum.plus(new PlainLoss(count, loss.reconstruction(), loss.kl()));
    }
    return sum;
  }

  private void shuffle(int epoch) {
    if (orderEpoch != epoch) {
      order = RandomStreams.permutation(streams.stream(Purpose.SHUFFLE, epoch, worker), shard);
      orderEpoch = epoch;
    }
  }

  /** Fills the inputs of the step that begins with this image, if there is one. */
  private void inputs(int epoch, int start, int end, StepInputs inputs) {
    int batch = model.config().train().batch();
    int count = Math.min(batch, end - start);
    if (count <= 0) {
      return;
    }
    int step = start / batch;
    fill(epoch, step, start, count, inputs);
    RandomStreams.fillNormal(
        streams.stream(Purpose.TRAINING_NOISE, epoch, worker, step),
        inputs.noise(),
        count * network.samples() * network.latent());
  }

  private void fill(int epoch, int step, int start, int count, StepInputs inputs) {
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
          inputs.images(),
          i * pixels,
          pixels);
      inputs.labels()[i] = images.labels()[image] & 0xFF;
    }
  }

  @Override
  public void close() {
    network.close();
  }
}
