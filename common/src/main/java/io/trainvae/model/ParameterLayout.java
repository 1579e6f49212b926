package io.trainvae.model;

import io.trainvae.error.JobException;
import io.trainvae.model.LayerParameters.Kind;
import io.trainvae.model.LayerSpec.Convolution;
import io.trainvae.model.LayerSpec.Dense;
import io.trainvae.model.LayerSpec.DenseImage;
import io.trainvae.model.LayerSpec.Normalisation;
import io.trainvae.model.LayerSpec.Padding;
import io.trainvae.model.LayerSpec.Residual;
import io.trainvae.model.LayerSpec.TransposedConvolution;
import io.trainvae.model.LayerSpec.Upsampling;
import java.util.ArrayList;
import java.util.List;

/**
 * All layers of a model for images of one size, and the positions of their parameters in the
 * model's single flat array: layer after layer from the image to the reconstruction.
 */
public final class ParameterLayout {
  /** Name of the layer of the posterior's means and log variances. */
  public static final String POSTERIOR = "posterior";

  /** Name of the layer of the likelihood's parameters. */
  public static final String RECONSTRUCTION = "reconstruction";

  /** Bytes of all parameters are read and written as one array. */
  public static final int MOST_PARAMETERS = ArraySize.MOST / Float.BYTES;

  private final VaeSpec spec;
  private final Shape image;
  private final List<LayerParameters> all = new ArrayList<>();
  private int encoderLayers;
  private int total;
  private boolean labelled;

  /** Rows of the model's image for one of the decoder's image; 0 where that has none yet. */
  private int scale;

  /**
   * @throws JobException usage, when the layers do not fit each other or images of this size, or
   *     when there are more than {@link #MOST_PARAMETERS}
   */
  public ParameterLayout(VaeSpec spec, Shape image) {
    this.spec = spec;
    this.image = image;
    Shape features = addEncoder();
    addDense(POSTERIOR, features, Shape.flat(2 * spec.latent()), Activation.IDENTITY);
    encoderLayers = all.size();
    labelled = false;
    addDecoder();
  }

  private Shape addEncoder() {
    return addAll("encoder-", image, spec.encoder());
  }

  private void addDecoder() {
    Shape top = addAll("decoder-", Shape.flat(spec.latent()), spec.decoder());
    Shape outputs = image.withChannels(image.channels() * spec.likelihood().outputs());
    if (scale > 0) {
      addTransposed(RECONSTRUCTION, top, outputs, spec.outputKernel(), 1, Activation.IDENTITY);
    } else {
      addDense(RECONSTRUCTION, top, outputs, Activation.IDENTITY);
    }
  }

  private Shape addAll(String prefix, Shape in, List<LayerSpec> layers) {
    Shape top = in;
    for (int i = 0; i < layers.size(); i++) {
      top = addLayer(prefix + (i + 1), top, layers.get(i));
    }
    return top;
  }

  private Shape addLayer(String name, Shape in, LayerSpec layer) {
    if (layer instanceof Dense dense) {
      return addDense(name, in, Shape.flat(dense.units()), dense.activation());
    } else if (layer instanceof DenseImage dense) {
      scale = dense.downscale();
      return addDense(name, in, scaled(dense.filters()), dense.activation());
    } else if (layer instanceof Convolution convolution) {
      return addConvolution(name, in, convolution);
    } else if (layer instanceof TransposedConvolution up) {
      scale /= up.stride();
      return addTransposed(
          name, in, scaled(up.filters()), up.kernel(), up.stride(), up.activation());
    } else if (layer instanceof Upsampling up) {
      scale /= up.factor();
      Window window = new Window(up.factor(), up.factor(), 0, 0);
      return add(
          Kind.UPSAMPLING, name, in, scaled(in.channels()), window, 0, 0, Activation.IDENTITY);
    } else if (layer instanceof Normalisation norm) {
      int weights = in.channels();
      return add(
          Kind.NORMALISATION, name, in, in, null, norm.groups(), 0, weights, 0, norm.activation());
    } else if (layer instanceof Residual residual) {
      return addResidual(name, in, residual);
    }
    throw new IllegalArgumentException("Unknown layer " + layer);
  }

  private Shape addResidual(String name, Shape in, Residual residual) {
    int first = all.size();
    Shape out = addAll(name + "-", in, residual.layers());
    int block = all.size() - first;
    return add(Kind.SUM, name, out, in, null, 0, block, 0, 0, residual.activation());
  }

  private Shape scaled(int filters) {
    return new Shape(
        (image.height() + scale - 1) / scale, (image.width() + scale - 1) / scale, filters);
  }

  private Shape addDense(String name, Shape in, Shape out, Activation activation) {
    int classes = labelled ? 0 : spec.classes();
    labelled = true;
    long weights = (long) in.size() * out.size();
    return add(Kind.DENSE, name, in, out, null, weights, classes, activation);
  }

  private Shape addConvolution(String name, Shape in, Convolution layer) {
    boolean same = layer.padding() == Padding.SAME;
    int height = positions(in.height(), layer);
    int width = positions(in.width(), layer);
    if (height < 1 || width < 1) {
      throw JobException.usage(
          "Cannot use model.encoder: %s makes %s too small for a kernel of %d without padding"
              .formatted(name, in, layer.kernel()));
    }
    Window window =
        same
            ? Window.same(layer.kernel(), layer.stride(), in)
            : Window.valid(layer.kernel(), layer.stride());
    Shape out = new Shape(height, width, layer.filters());
    long weights = (long) layer.filters() * window.area() * in.channels();
    return add(Kind.CONVOLUTION, name, in, out, window, weights, 0, layer.activation());
  }

  private static int positions(int size, Convolution layer) {
    int room = layer.padding() == Padding.SAME ? size - 1 : size - layer.kernel();
    return Math.floorDiv(room, layer.stride()) + 1;
  }

  private Shape addTransposed(
      String name, Shape in, Shape out, int kernel, int stride, Activation activation) {
    Window window = Window.same(kernel, stride, out);
    long weights = (long) in.channels() * window.area() * out.channels();
    return add(Kind.TRANSPOSED_CONVOLUTION, name, in, out, window, weights, 0, activation);
  }

  private Shape add(
      Kind kind,
      String name,
      Shape in,
      Shape out,
      Window window,
      long weightCount,
      int classes,
      Activation activation) {
    return add(kind, name, in, out, window, 0, 0, weightCount, classes, activation);
  }

  private Shape add(
      Kind kind,
      String name,
      Shape in,
      Shape out,
      Window window,
      int groups,
      int block,
      long weightCount,
      int classes,
      Activation activation) {
    int biasCount = kind.biases(out);
    int weights = total;
    long labels = weights + weightCount;
    long biases = labels + (long) classes * biasCount;
    if (biases + biasCount > MOST_PARAMETERS) {
      throw JobException.usage(
          "Cannot use the model on images of %dx%d: it would have more than %,d parameters"
              .formatted(image.height(), image.width(), MOST_PARAMETERS));
    }
    total = (int) biases + biasCount;
    all.add(
        new LayerParameters(
            kind,
            name,
            in,
            out,
            window,
            groups,
            block,
            weights,
            (int) labels,
            classes,
            (int) biases,
            activation));
    return out;
  }

  /** Every layer, from the image to the reconstruction. */
  public List<LayerParameters> layers() {
    return List.copyOf(all);
  }

  /** The number of layers of the encoder, including the posterior; they are the first ones. */
  public int encoderLayers() {
    return encoderLayers;
  }

  /** Number of parameters of the model. */
  public int total() {
    return total;
  }
}
