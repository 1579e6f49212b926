package io.trainvae.network;

import io.trainvae.config.ConfigLoader;
import io.trainvae.config.RunConfig;
import io.trainvae.data.Split;
import io.trainvae.data.idx.IdxKind;
import io.trainvae.data.idx.IdxReader;
import io.trainvae.data.image.BilinearResize;
import io.trainvae.evaluation.EvaluationSums;
import io.trainvae.evaluation.Evaluator;
import io.trainvae.model.LayerParameters;
import io.trainvae.model.ParameterLayout;
import io.trainvae.model.Shape;
import io.trainvae.network.RandomStreams.Purpose;
import io.trainvae.storage.Storage;
import io.trainvae.testing.MnistFiles;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * A preset's first steps on real digits: its network, likelihood, objective, optimiser and batch,
 * by the code that trains in earnest, without Spark.
 */
final class SmallTraining {
  private static final int TRAIN_IMAGES = 4_000;
  private static final int TEST_IMAGES = 500;

  private final RunConfig config;
  private final Shape image;
  private final ParameterLayout layout;

  /** The faults of a training. */
  interface Fault {
    Fault NONE = new Fault() {};

    /** Latents are the posterior's means. */
    Fault NO_NOISE =
        new Fault() {
          @Override
          public void noise(float[] noise) {
            Arrays.fill(noise, 0);
          }
        };

    /** The factor of the divergence. */
    static Fault scaled(double instead) {
      return new Fault() {
        @Override
        public double beta(double beta) {
          return instead;
        }
      };
    }

    /** The factor of the divergence, instead of the configured one. */
    default double beta(double beta) {
      return beta;
    }

    /** Changes the noise of a step. */
    default void noise(float[] noise) {}

    /** Changes the parameters after a step. */
    default void parameters(float[] parameters, float[] start) {}
  }

  /**
   * Figures of a training.
   *
   * @param reconstruction mean over the test images, nats per image
   * @param kl mean over the test images, nats per image
   * @param moved of each layer, the root of the mean square of what its parameters changed by
   */
  record Figures(double reconstruction, double kl, double[] moved) {}

  SmallTraining(String preset, int side, String... settings) {
    ConfigLoader loader = new ConfigLoader(new Storage(new Configuration(false)));
    this.config = loader.load(preset, List.of(settings));
    this.image = Shape.grey(side, side);
    this.layout = new ParameterLayout(config.model(), image);
  }

  /** Those with parameters. */
  List<LayerParameters> layers() {
    return layout.layers().stream().filter(layer -> layer.parameters() > 0).toList();
  }

  /** A training in which one layer never changes. */
  Fault frozen(int index) {
    LayerParameters layer = layers().get(index);
    return new Fault() {
      @Override
      public void parameters(float[] parameters, float[] start) {
        System.arraycopy(start, layer.weights(), parameters, layer.weights(), layer.parameters());
      }
    };
  }

  Figures figures(int steps, long seed, Fault fault) {
    SavedModel trained = trained(steps, seed, fault);
    EvaluationSums sums = tested(trained);
    float[] start = InitialWeights.of(config.model(), image, seed).parameters();
    return new Figures(sums.reconstruction(), sums.kl(), moved(start, trained.parameters()));
  }

  private double[] moved(float[] from, float[] to) {
    return layers().stream()
        .mapToDouble(
            layer -> {
              double squares = 0;
              for (int i = layer.weights(); i < layer.weights() + layer.parameters(); i++) {
                squares += Math.pow(to[i] - from[i], 2);
              }
              return Math.sqrt(squares / layer.parameters());
            })
        .toArray();
  }

  private SavedModel trained(int steps, long seed, Fault fault) {
    byte[][] images = images(Split.TRAIN, TRAIN_IMAGES);
    int batch = config.train().batch();
    RandomStreams streams = new RandomStreams(seed);
    int[] order = RandomStreams.permutation(streams.stream(Purpose.SHUFFLE, 0, 0), images.length);
    VaeState start = InitialWeights.of(config.model(), image, seed);
    try (TrainableVae vae =
        Vaes.open(config.model(), image, config.objective(), config.optimiser(), batch, 2)) {
      vae.load(start);
      for (int step = 0; step < steps; step++) {
        SplittableRandom pixels = streams.stream(Purpose.TRAINING_PIXELS, 0, 0, step);
        for (int i = 0; i < batch; i++) {
          unpack(
              pixels, images[order[(step * batch + i) % order.length]], vae.inputs().images(), i);
        }
        SplittableRandom noise = streams.stream(Purpose.TRAINING_NOISE, 0, 0, step);
        RandomStreams.fillNormal(noise, vae.inputs().noise(), vae.inputs().noise().length);
        fault.noise(vae.inputs().noise());
        vae.step(batch, config.optimiser().learningRate(), fault.beta(config.objective().beta()));
        VaeState state = vae.state();
        fault.parameters(state.parameters(), start.parameters());
        vae.load(state);
      }
      float[] parameters = vae.state().parameters().clone();
      return new SavedModel(config.model(), image, parameters);
    }
  }

  private EvaluationSums tested(SavedModel model) {
    byte[][] images = images(Split.TEST, TEST_IMAGES);
    long[] indices = new long[images.length];
    float[] x = new float[images.length * image.size()];
    RandomStreams streams = new RandomStreams(0);
    for (int i = 0; i < images.length; i++) {
      indices[i] = i;
      unpack(streams.stream(Purpose.EVALUATION_PIXELS, i), images[i], x, i);
    }
    try (OpenModel vae = model.open(config.evaluate().batch())) {
      float[] posterior = vae.encode(x, new int[images.length], images.length);
      Evaluator evaluator = new Evaluator(vae, model.spec(), 0, 0, config.evaluate().batch());
      EvaluationSums sums = new EvaluationSums(vae.latent());
      sums.add(
          evaluator.figures(indices, new int[images.length], x, posterior, images.length),
          posterior);
      return sums;
    }
  }

  private void unpack(SplittableRandom random, byte[] from, float[] to, int row) {
    int pixels = image.size();
    Pixels.unpack(config.model().binarisation(), random, from, 0, to, row * pixels, pixels);
  }

  /** The first ones, resized where the model wants another size. */
  private byte[][] images(Split split, int count) {
    String name = split == Split.TRAIN ? "train" : "t10k";
    Path file =
        new Path(MnistFiles.requireFolder().resolve(name + "-images-idx3-ubyte.gz").toUri());
    BilinearResize resize = new BilinearResize(28, 28, image.height(), image.width());
    byte[][] images = new byte[count][];
    try (IdxReader reader = IdxReader.open(file, IdxKind.IMAGES, new Configuration(false))) {
      for (int i = 0; i < count; i++) {
        byte[] digit = new byte[28 * 28];
        reader.read(digit);
        images[i] = resize.apply(digit);
      }
    }
    return images;
  }
}
