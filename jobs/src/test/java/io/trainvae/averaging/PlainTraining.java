package io.trainvae.averaging;

import static io.trainvae.averaging.AveragingFixture.ADAM;
import static io.trainvae.averaging.AveragingFixture.BATCH;
import static io.trainvae.averaging.AveragingFixture.EPOCHS;
import static io.trainvae.averaging.AveragingFixture.IMAGES;
import static io.trainvae.averaging.AveragingFixture.OBJECTIVE;
import static io.trainvae.averaging.AveragingFixture.PIXELS;
import static io.trainvae.averaging.AveragingFixture.SHAPE;
import static io.trainvae.averaging.AveragingFixture.SPEC;
import static io.trainvae.averaging.AveragingFixture.WARM_UP;
import static io.trainvae.averaging.AveragingFixture.image;

import io.trainvae.averaging.sync.Disagreement;
import io.trainvae.config.OuterStep;
import io.trainvae.model.Binarisation;
import io.trainvae.network.FusedVae;
import io.trainvae.network.InitialWeights;
import io.trainvae.network.Pixels;
import io.trainvae.network.RandomStreams;
import io.trainvae.network.RandomStreams.Purpose;
import io.trainvae.network.VaeState;
import io.trainvae.objective.StepLoss;
import java.util.Arrays;
import java.util.List;

/** Computes trainings in plain loops, without Spark. */
final class PlainTraining {
  private PlainTraining() {}

  /** All rounds without Spark, one worker after the other. */
  static VaeState reference(AveragingPlan all, List<Double> disagreements) {
    VaeState state = InitialWeights.of(SPEC, SHAPE, 11);
    float[] velocity = new float[state.size()];
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
      AveragingPlan plan = all.of(epoch);
      for (int round = 0; round < plan.rounds(); round++) {
        Disagreement.Accumulator deviations = new Disagreement.Accumulator(plan.roundImages(round));
        PairwiseMean mean = new PairwiseMean(plan.workers(), spent -> {}, deviations);
        for (int worker = 0; worker < plan.workers(); worker++) {
          VaeState trained = copy(state);
          int from = plan.roundStart(worker, round);
          int to = plan.roundStart(worker, round + 1);
          double beta = plan.beta(epoch, round);
          plainSteps(trained, worker, plan.workers(), epoch, from, to, beta, new double[2]);
          mean.add(worker, trained, to - from);
        }
        deviations.addMean(mean.mean().parameters());
        disagreements.add(deviations.sums().relative());
        outerStep(plan.outer(), state.parameters(), velocity, mean.mean());
        state = mean.mean();
      }
    }
    return state;
  }

  /** The formulas, as {@link OuterStep} has them. */
  private static void outerStep(OuterStep step, float[] x, float[] v, VaeState mean) {
    float[] m = mean.parameters();
    float rate = (float) step.rate();
    float momentum = (float) step.momentum();
    for (int i = 0; i < m.length && !step.leavesMean(); i++) {
      float d = x[i] - m[i];
      v[i] = momentum * v[i] + d;
      m[i] =
          switch (step.type()) {
            case PLAIN -> x[i] - rate * d;
            case HEAVY_BALL -> x[i] - rate * v[i];
            case NESTEROV -> x[i] - rate * (d + momentum * v[i]);
          };
    }
    if (step.moments() == OuterStep.Moments.RESET) {
      Arrays.fill(mean.firstMoment(), 0);
      Arrays.fill(mean.secondMoment(), 0);
      mean.setSteps(0);
    }
  }

  static VaeState copy(VaeState state) {
    VaeState copy = new VaeState(state.size());
    copy.set(state);
    return copy;
  }

  static double[] plainEpochs(VaeState state, int epochs) {
    double[] last = null;
    for (int epoch = 0; epoch < epochs; epoch++) {
      last = plainEpoch(state, 0, 1, epoch);
    }
    return last;
  }

  /** Steps without Spark. Returns the summed reconstruction loss and divergence. */
  static double[] plainEpoch(VaeState state, int worker, int workers, int epoch) {
    int size = IMAGES / workers + (worker < IMAGES % workers ? 1 : 0);
    double[] sums = new double[2];
    // One round in each of these epochs, the first ones of the warm-up.
    plainSteps(state, worker, workers, epoch, 0, size, OBJECTIVE.betaAt(epoch), sums);
    return sums;
  }

  private static void plainSteps(
      VaeState state,
      int worker,
      int workers,
      int epoch,
      int from,
      int to,
      double beta,
      double[] sums) {
    RandomStreams streams = new RandomStreams(11);
    int size = IMAGES / workers + (worker < IMAGES % workers ? 1 : 0);
    int[] order = RandomStreams.permutation(streams.stream(Purpose.SHUFFLE, epoch, worker), size);
    try (FusedVae vae = new FusedVae(SPEC, SHAPE, OBJECTIVE, ADAM, BATCH, 1)) {
      vae.load(state);
      for (int start = from; start < to; start += BATCH) {
        int count = Math.min(BATCH, to - start);
        for (int i = 0; i < count; i++) {
          int index = worker + order[start + i] * workers;
          vae.inputs().labels()[i] = index % 5;
          Pixels.unpack(
              Binarisation.NONE, null, image(index), 0, vae.inputs().images(), i * PIXELS, PIXELS);
        }
        RandomStreams.fillNormal(
            streams.stream(Purpose.TRAINING_NOISE, epoch, worker, start / BATCH),
            vae.inputs().noise(),
            count * vae.latent());
        double epochs = epoch + (start + count) / (double) ((IMAGES - 1) / workers + 1);
        double rate = ADAM.learningRate() * Math.min(1, epochs / WARM_UP);
        StepLoss loss = vae.step(count, rate, beta);
        sums[0] += loss.reconstruction();
        sums[1] += loss.kl();
      }
      state.set(vae.state());
    }
  }
}
