package io.trainvae.network;

import io.trainvae.model.LayerParameters;
import io.trainvae.model.ParameterLayout;
import io.trainvae.model.Shape;
import io.trainvae.model.VaeSpec;
import io.trainvae.model.WeightInit;
import io.trainvae.network.RandomStreams.Purpose;
import java.util.Arrays;
import java.util.SplittableRandom;

/** The parameters and moments at the beginning of a training. */
public final class InitialWeights {
  private InitialWeights() {}

  /**
   * The state before the first step: weights as the specification says, those of normalisations 1
   * with shifts of 0, moments 0.
   */
  public static VaeState of(VaeSpec spec, Shape image, long seed) {
    ParameterLayout layout = new ParameterLayout(spec, image);
    VaeState state = new VaeState(layout.total());
    RandomStreams streams = new RandomStreams(seed);
    for (int layer = 0; layer < layout.layers().size(); layer++) {
      fill(
          layout.layers().get(layer),
          spec.weightInit(),
          streams.stream(Purpose.WEIGHTS, layer),
          state.parameters());
    }
    return state;
  }

  private static void fill(
      LayerParameters layer, WeightInit init, SplittableRandom random, float[] to) {
    switch (layer.kind()) {
      case DENSE, CONVOLUTION, TRANSPOSED_CONVOLUTION -> draw(layer, init, random, to);
      case NORMALISATION -> Arrays.fill(to, layer.weights(), layer.biases(), 1);
      case UPSAMPLING, SUM -> {}
    }
  }

  private static void draw(
      LayerParameters layer, WeightInit init, SplittableRandom random, float[] to) {
    boolean fanIn = init == WeightInit.UNIFORM_FAN_IN;
    double bound =
        fanIn ? 1 / Math.sqrt(layer.fanIn()) : Math.sqrt(6.0 / (layer.fanIn() + layer.fanOut()));
    int end = layer.biases() + (fanIn ? layer.biasCount() : 0);
    for (int i = layer.weights(); i < end; i++) {
      to[i] = (float) random.nextDouble(-bound, bound);
    }
  }
}
