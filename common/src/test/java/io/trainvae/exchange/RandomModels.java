package io.trainvae.exchange;

import io.trainvae.model.LayerParameters;
import io.trainvae.model.ParameterLayout;
import io.trainvae.model.Shape;
import io.trainvae.model.VaeSpec;
import io.trainvae.network.InitialWeights;
import io.trainvae.network.SavedModel;
import java.util.Map;
import java.util.SplittableRandom;

/** Models whose parameters are all at work, as those of a trained one are. */
final class RandomModels {
  static final ModelFacts FACTS = new ModelFacts("0.1", Map.of("run_id", "r", "seed", "5"));

  private RandomModels() {}

  /** Initial weights, with biases and weights of labels that are not 0. */
  static SavedModel of(VaeSpec spec, Shape image) {
    float[] parameters = InitialWeights.of(spec, image, 5).parameters();
    SplittableRandom random = new SplittableRandom(6);
    for (LayerParameters layer : new ParameterLayout(spec, image).layers()) {
      // Logits that saturate too.
      float scale = layer.name().equals(ParameterLayout.RECONSTRUCTION) ? 5 : 1;
      for (int i = layer.weights(); i < layer.labels(); i++) {
        parameters[i] *= scale;
      }
      for (int i = layer.labels(); i < layer.weights() + layer.parameters(); i++) {
        parameters[i] = scale * (float) random.nextDouble(-0.3, 0.3);
      }
    }
    return new SavedModel(spec, image, parameters);
  }
}
