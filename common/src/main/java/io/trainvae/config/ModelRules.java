package io.trainvae.config;

import io.trainvae.model.Binarisation;
import io.trainvae.model.LayerSpec;
import io.trainvae.model.LayerSpec.DenseImage;
import io.trainvae.model.LayerSpec.TransposedConvolution;
import io.trainvae.model.Likelihood;
import io.trainvae.model.VaeSpec;
import java.util.List;
import java.util.function.Consumer;

/** Checks which layers and settings of a model fit together. */
final class ModelRules {
  private final VaeSpec model;
  private final Consumer<String> problems;

  ModelRules(VaeSpec model, Consumer<String> problems) {
    this.model = model;
    this.problems = problems;
  }

  void check() {
    checkEncoder();
    checkDecoder();
    checkLinear();
    if (model.likelihood() == Likelihood.CONTINUOUS_BERNOULLI
        && model.binarisation() != Binarisation.NONE) {
      problems.accept(
          "model.binarisation: met %s, but model.likelihood is continuous-bernoulli, which is a density of grey levels"
              .formatted(model.binarisation().id()));
    }
  }

  private void checkLinear() {
    if (model.likelihood().isLinear() && model.binarisation() != Binarisation.NONE) {
      problems.accept(
          "model.binarisation: met %s, but model.likelihood is one of numbers of any size"
              .formatted(model.binarisation().id()));
    }
    if (model.likelihood().isLinear() && model.convolves()) {
      problems.accept(
          "model.likelihood: met one of feature vectors, but there are convolutions, which need images");
    }
  }

  private void checkEncoder() {
    List<LayerSpec> layers = model.encoder();
    for (int i = 1; i < layers.size(); i++) {
      if (layers.get(i).makesImage() && !layers.get(i - 1).makesImage()) {
        problems.accept(
            "model.encoder[%d]: met a convolution after a dense layer, which leaves no image to look at"
                .formatted(i));
      }
    }
  }

  private void checkDecoder() {
    int scale = 0;
    List<LayerSpec> layers = model.decoder();
    for (int i = 0; i < layers.size(); i++) {
      String key = "model.decoder[%d]: met ".formatted(i);
      LayerSpec layer = layers.get(i);
      if (layer instanceof TransposedConvolution up) {
        checkTransposed(key, up, scale);
        scale /= up.stride();
      } else if (scale > 0) {
        problems.accept(key + "a dense layer after an image, expected transposed convolutions");
      } else if (layer instanceof DenseImage image) {
        scale = image.downscale();
      }
    }
    if (scale > 1) {
      problems.accept(
          "model.decoder: met strides that leave an image %d times smaller than the model's, expected their product to be the dense image's downscale"
              .formatted(scale));
    }
  }

  private void checkTransposed(String key, TransposedConvolution up, int scale) {
    if (scale == 0) {
      problems.accept(
          key + "a transposed convolution without an image below it, expected a dense-image first");
    } else if (scale % up.stride() != 0) {
      problems.accept(
          key
              + "stride %d of an image %d times smaller than the model's, expected a divisor of it"
                  .formatted(up.stride(), scale));
    }
    if (up.kernel() < up.stride()) {
      problems.accept(
          key
              + "kernel %d, expected no less than the stride %d: there would be gaps"
                  .formatted(up.kernel(), up.stride()));
    }
  }
}
