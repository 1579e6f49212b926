package io.trainvae.network;

import io.trainvae.model.LayerParameters;
import io.trainvae.model.ParameterLayout;
import io.trainvae.model.Shape;
import io.trainvae.model.VaeSpec;
import io.trainvae.model.WeightInit;
import io.trainvae.network.RandomStreams.Purpose;
import java.util.SplittableRandom;

/** Where training begins. */
public final class InitialWeights {
  private InitialWeights() {}

  /** The state before the first step: weights as the specification says, moments 0. */
  public static VaeState of(VaeSpec spec, Shape image, long seed) {
    ParameterLayout layout = new ParameterLayout(spec, image);
    VaeState state = new VaeState(layout.total());
    RandomStreams streams = new RandomStreams(seed);
    for (int layer = 0; layer < layout.slots().size(); layer++) {
      fill(
          layout.slots().get(layer),
          spec.weightInit(),
          streams.stream(Purpose.WEIGHTS, layer),
          state.parameters());
    }
    return state;
  }

  private static void fill(
      LayerParameters slot, WeightInit init, SplittableRandom random, float[] to) {
    boolean fanIn = init == WeightInit.UNIFORM_FAN_IN;
    double bound =
        fanIn ? 1 / Math.sqrt(slot.fanIn()) : Math.sqrt(6.0 / (slot.fanIn() + slot.fanOut()));
    int end = slot.biases() + (fanIn ? slot.biasCount() : 0);
    for (int i = slot.weights(); i < end; i++) {
      to[i] = (float) random.nextDouble(-bound, bound);
    }
  }
}
