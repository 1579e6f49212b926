package io.trainvae.config;

import io.trainvae.model.LayerSpec;
import io.trainvae.model.LayerSpec.Convolution;
import io.trainvae.model.LayerSpec.Dense;
import io.trainvae.model.LayerSpec.DenseImage;
import io.trainvae.model.LayerSpec.Normalisation;
import io.trainvae.model.LayerSpec.Padding;
import io.trainvae.model.LayerSpec.Residual;
import io.trainvae.model.LayerSpec.TransposedConvolution;
import io.trainvae.model.LayerSpec.Upsampling;
import java.util.List;
import java.util.function.Consumer;

/** Which layers may follow each other in an encoder or decoder. */
final class LayerRules {
  private final Consumer<String> problems;
  private final boolean decoder;

  /** Whether the layer below makes an image. */
  private boolean image;

  /** Rows of the model's image for one of the decoder's image; 0 where that has none yet. */
  private int scale;

  /** Channels of the layer below; 0 if there is none. */
  private int channels;

  private LayerRules(Consumer<String> problems, boolean decoder) {
    this.problems = problems;
    this.decoder = decoder;
    this.image = !decoder;
  }

  static LayerRules encoder(Consumer<String> problems) {
    return new LayerRules(problems, false);
  }

  static LayerRules decoder(Consumer<String> problems) {
    return new LayerRules(problems, true);
  }

  void check(String key, List<LayerSpec> layers) {
    checkAll(key, layers);
    if (scale > 1) {
      problems.accept(
          key
              + ": met strides that leave an image %d times smaller than the model's, expected their product to be the dense image's downscale"
                  .formatted(scale));
    }
  }

  private void checkAll(String key, List<LayerSpec> layers) {
    for (int i = 0; i < layers.size(); i++) {
      check("%s[%d]: met ".formatted(key, i), "%s[%d].layers".formatted(key, i), layers.get(i));
    }
  }

  private void check(String met, String inner, LayerSpec layer) {
    if (layer instanceof Dense dense) {
      checkDense(met);
      channels = dense.units();
    } else if (layer instanceof DenseImage dense) {
      checkDense(met);
      begin(dense);
    } else if (layer instanceof Convolution convolution) {
      checkConvolution(met, convolution);
      channels = convolution.filters();
    } else if (layer instanceof TransposedConvolution up) {
      checkTransposed(met, up);
      channels = up.filters();
    } else if (layer instanceof Upsampling up) {
      checkUpsampling(met, up);
    } else if (layer instanceof Normalisation norm) {
      checkNormalisation(met, norm);
    } else if (layer instanceof Residual residual) {
      checkResidual(met, inner, residual);
    }
  }

  private void checkDense(String met) {
    if (scale > 0) {
      problems.accept(met + "a dense layer after an image, expected transposed convolutions");
    } else {
      image = false;
    }
  }

  private void begin(DenseImage dense) {
    if (scale == 0) {
      scale = dense.downscale();
      image = true;
    }
    channels = dense.filters();
  }

  private void checkConvolution(String met, Convolution convolution) {
    if (!image) {
      problems.accept(
          met
              + (decoder
                  ? "a convolution without an image below it, expected a dense-image first"
                  : "a convolution after a dense layer, which leaves no image to look at"));
    }
    if (decoder) {
      checkKeepsSize(met, convolution, "in a decoder");
    }
  }

  private void checkKeepsSize(String met, Convolution convolution, String where) {
    if (convolution.stride() != 1) {
      problems.accept(
          met + "a convolution of stride %d %s, expected 1".formatted(convolution.stride(), where));
    }
    if (convolution.padding() != Padding.SAME) {
      problems.accept(met + "a convolution with padding valid %s, expected same".formatted(where));
    }
  }

  private void checkTransposed(String met, TransposedConvolution up) {
    if (scale == 0) {
      problems.accept(
          met + "a transposed convolution without an image below it, expected a dense-image first");
    } else {
      checkDivides(met + "stride", up.stride());
    }
    if (up.kernel() < up.stride()) {
      problems.accept(
          met
              + "kernel %d, expected no less than the stride %d: there would be gaps"
                  .formatted(up.kernel(), up.stride()));
    }
    scale /= up.stride();
  }

  private void checkDivides(String met, int stride) {
    if (scale % stride != 0) {
      problems.accept(
          met
              + " %d of an image %d times smaller than the model's, expected a divisor of it"
                  .formatted(stride, scale));
    }
  }

  private void checkUpsampling(String met, Upsampling up) {
    if (scale == 0) {
      problems.accept(
          met + "an upsampling without an image below it, expected a dense-image first");
    } else {
      checkDivides(met + "factor", up.factor());
    }
    scale /= up.factor();
  }

  private void checkNormalisation(String met, Normalisation norm) {
    if (channels == 0) {
      problems.accept(met + "a normalisation without a layer below it");
    } else if (channels % norm.groups() != 0) {
      problems.accept(
          met
              + "groups %d of %d channels, expected a divisor of them"
                  .formatted(norm.groups(), channels));
    }
  }

  private void checkResidual(String met, String inner, Residual residual) {
    if (channels == 0) {
      problems.accept(met + "a residual block without a layer below it");
      return;
    }
    if (residual.layers().isEmpty()) {
      problems.accept(met + "a residual block without layers");
    }
    int before = channels;
    for (int i = 0; i < residual.layers().size(); i++) {
      checkInner("%s[%d]: met ".formatted(inner, i), residual.layers().get(i));
    }
    if (channels != before) {
      problems.accept(
          met
              + "a residual block that makes %d channels of %d, expected as many: they are added"
                  .formatted(channels, before));
    }
    channels = before;
  }

  /** A block's input is added to its output, so both must have the same size. */
  private void checkInner(String met, LayerSpec layer) {
    if (layer instanceof Dense && image) {
      problems.accept(met + "a dense layer in a residual block on an image, expected convolutions");
      return;
    }
    if (layer instanceof Convolution convolution && !decoder) {
      checkKeepsSize(met, convolution, "in a residual block");
    }
    if (layer instanceof TransposedConvolution up && up.stride() != 1) {
      problems.accept(
          met
              + "a transposed convolution of stride %d in a residual block, expected 1"
                  .formatted(up.stride()));
      return;
    }
    check(met, met, layer);
  }
}
