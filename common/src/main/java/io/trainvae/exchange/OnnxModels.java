package io.trainvae.exchange;

import io.trainvae.model.Binarisation;
import io.trainvae.model.Likelihood;
import io.trainvae.model.ParameterLayout;
import io.trainvae.model.Shape;
import io.trainvae.model.VaeSpec;
import io.trainvae.network.SavedModel;
import java.util.List;
import onnx.Onnx.TensorProto.DataType;

/** A model as three ONNX graphs: its encoder, its decoder, and both with the anomaly score. */
final class OnnxModels {
  private static final String IMAGE = "image";
  private static final String LABEL = "label";
  private static final String NOISE = "noise";

  private final VaeSpec spec;
  private final Shape image;
  private final List<PlanarLayer> encoder;
  private final List<PlanarLayer> decoder;
  private final ModelFacts facts;

  OnnxModels(SavedModel model, ModelFacts facts) {
    this.spec = model.spec();
    this.image = model.image();
    this.facts = facts;
    var layout = new ParameterLayout(spec, image);
    List<PlanarLayer> layers =
        layout.slots().stream().map(slot -> PlanarLayer.of(slot, model.parameters())).toList();
    this.encoder = layers.subList(0, layout.encoderLayers());
    this.decoder = layers.subList(layout.encoderLayers(), layers.size());
  }

  /** Levels in, the posterior's mean and log variance out. */
  byte[] encoder() {
    Graph graph = new Graph("encoder");
    String levels =
        graph.nodes.input(
            IMAGE,
            DataType.FLOAT,
            spec.binarisation() == Binarisation.DYNAMIC
                ? "pixels, 0 or 1, as drawn by their grey levels"
                : "grey levels from 0 to 1: bytes / 255",
            graph.pixels.dimensions());
    String seen = graph.pixels.seen(levels, spec.binarisation(), null);
    List<String> posterior = graph.posterior(graph.pixels.planes(seen), graph.label());
    graph.nodes.output("mean", posterior.get(0), "of the latent given the image", spec.latent());
    graph.nodes.output(
        "log_variance", posterior.get(1), "of the latent given the image", spec.latent());
    return graph.nodes.model("The encoder of a variational autoencoder", facts);
  }

  /** A latent in; the image, and where the model learnt them, variances out. */
  byte[] decoder() {
    Graph graph = new Graph("decoder");
    String latent = graph.nodes.input("latent", DataType.FLOAT, "a latent", spec.latent());
    List<String> decoded = graph.decoded(latent, graph.label());
    graph.nodes.output(
        IMAGE, graph.pixels.pixels(graph.loss.shown(decoded)), meaning(), graph.dimensions());
    if (spec.likelihood() == Likelihood.GAUSSIAN_LEARNED) {
      graph.nodes.output(
          "variance",
          graph.pixels.pixels(graph.loss.variance(decoded)),
          "of each pixel",
          graph.dimensions());
    }
    return graph.nodes.model("The decoder of a variational autoencoder", facts);
  }

  /** Of the decoder's image. */
  private String meaning() {
    return switch (spec.likelihood()) {
      case BERNOULLI -> "the probability that a pixel is 1";
      case CONTINUOUS_BERNOULLI ->
          "the parameter of each pixel's continuous Bernoulli distribution";
      case GAUSSIAN, GAUSSIAN_LEARNED -> "the mean of each pixel's normal distribution";
      case SQUARED_ERROR -> "each pixel's level";
    };
  }

  /** Bytes and noise in, each image's negative ELBO out. */
  byte[] scorer() {
    Graph graph = new Graph("scorer");
    String bytes =
        graph.nodes.input(
            IMAGE, DataType.UINT8, "unsigned bytes, as in a data set", graph.dimensions());
    String noise =
        graph.nodes.input(NOISE, DataType.FLOAT, "standard normal, or zeros", spec.latent());
    String label = graph.label();
    String draws =
        spec.binarisation() == Binarisation.DYNAMIC
            ? graph.nodes.input(
                "pixel_noise", DataType.FLOAT, "uniform in [0, 1)", graph.dimensions())
            : null;
    String levels = graph.pixels.levels(bytes);
    String seen = graph.pixels.planes(graph.pixels.seen(levels, spec.binarisation(), draws));
    List<String> posterior = graph.posterior(seen, label);
    List<String> decoded = graph.decoded(graph.draw(posterior, noise), label);
    String score =
        graph.nodes.node(
            "Add",
            graph.loss.reconstruction(decoded, seen, image.size()),
            graph.loss.divergence(posterior.get(0), posterior.get(1)));
    graph.nodes.output(
        "score", score, "the negative ELBO: the larger, the less like the training images");
    return graph.nodes.model("The anomaly score of a variational autoencoder", facts);
  }

  /** The parts that graphs are made of. */
  private final class Graph {
    private final OnnxGraph nodes;
    private final OnnxLayers layers;
    private final OnnxPixels pixels;
    private final OnnxLoss loss;

    Graph(String name) {
      nodes = new OnnxGraph(name);
      layers = new OnnxLayers(nodes);
      pixels = new OnnxPixels(nodes, image);
      loss = new OnnxLoss(nodes, spec);
    }

    long[] dimensions() {
      return pixels.dimensions();
    }

    /** Null where the model sees no labels. */
    String label() {
      return spec.classes() == 0
          ? null
          : nodes.input(LABEL, DataType.INT64, "from 0 to %d".formatted(spec.classes() - 1));
    }

    /** Mean and log variance. */
    List<String> posterior(String planes, String label) {
      return nodes.halves(layers.stack(encoder, planes, true, label), spec.latent());
    }

    String draw(List<String> posterior, String noise) {
      String deviation =
          nodes.node("Exp", nodes.node("Mul", posterior.get(1), nodes.constant(0.5)));
      return nodes.node("Add", posterior.get(0), nodes.node("Mul", deviation, noise));
    }

    List<String> decoded(String latent, String label) {
      return pixels.parted(
          layers.stack(decoder, latent, false, label), spec.likelihood().outputs());
    }
  }
}
