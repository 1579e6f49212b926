package io.trainvae.exchange;

import io.trainvae.model.ParameterLayout;
import io.trainvae.model.VaeSpec;
import io.trainvae.network.SavedModel;
import java.util.List;
import onnx.Onnx.TensorProto.DataType;

/** A model as three ONNX graphs: its encoder, its decoder, and both with the anomaly score. */
final class OnnxModels {
  private final SavedModel model;
  private final VaeSpec spec;
  private final List<PlanarLayer> encoder;
  private final List<PlanarLayer> decoder;
  private final ModelFacts facts;

  OnnxModels(SavedModel model, ModelFacts facts) {
    this.model = model;
    this.spec = model.spec();
    this.facts = facts;
    var layout = new ParameterLayout(spec, model.image());
    List<PlanarLayer> layers =
        layout.layers().stream().map(layer -> PlanarLayer.of(layer, model.parameters())).toList();
    this.encoder = layers.subList(0, layout.encoderLayers());
    this.decoder = layers.subList(layout.encoderLayers(), layers.size());
  }

  /** Levels or features in, the posterior's mean and log variance out. */
  byte[] encoder() {
    Graph graph = new Graph("encoder");
    String seen = graph.input.fromLevels();
    List<String> posterior = graph.posterior(seen, graph.label());
    graph.nodes.output("mean", posterior.get(0), "of the latent given the image", spec.latent());
    graph.nodes.output(
        "log_variance", posterior.get(1), "of the latent given the image", spec.latent());
    return graph.nodes.model("The encoder of a variational autoencoder", facts);
  }

  /** A latent in; the image or features, and where the model learnt them, variances out. */
  byte[] decoder() {
    Graph graph = new Graph("decoder");
    String latent = graph.nodes.input("latent", DataType.FLOAT, "a latent", spec.latent());
    List<String> decoded = graph.decoded(latent, graph.label());
    long[] dimensions = graph.input.dimensions();
    String shown = graph.input.toOwn(graph.loss.shown(decoded));
    graph.nodes.output(graph.input.name(), shown, meaning(), dimensions);
    if (decoded.size() > 1) {
      String variance = graph.input.toOwnSquared(graph.loss.variance(decoded));
      graph.nodes.output("variance", variance, "of each number", dimensions);
    }
    return graph.nodes.model("The decoder of a variational autoencoder", facts);
  }

  /** The meaning of the decoder's image or features. */
  private String meaning() {
    return switch (spec.likelihood()) {
      case BERNOULLI -> "the probability that a pixel is 1";
      case CONTINUOUS_BERNOULLI ->
          "the parameter of each pixel's continuous Bernoulli distribution";
      case GAUSSIAN, GAUSSIAN_LEARNED, LINEAR_GAUSSIAN, LINEAR_GAUSSIAN_LEARNED ->
          "the mean of each number's normal distribution";
      case BETA -> "the mean of each level's beta distribution";
      case DISCRETISED_LOGISTIC -> "the mean of each level's logistic distribution";
      case SQUARED_ERROR -> "each pixel's level";
    };
  }

  /** Bytes or features and noise in, each one's negative ELBO out. */
  byte[] scorer() {
    Graph graph = new Graph("scorer");
    String seen = graph.input.fromRaw();
    String noise =
        graph.nodes.input("noise", DataType.FLOAT, "standard normal, or zeros", spec.latent());
    String label = graph.label();
    List<String> posterior = graph.posterior(seen, label);
    List<String> decoded = graph.decoded(graph.draw(posterior, noise), label);
    String score =
        graph.nodes.node(
            "Add",
            graph.loss.reconstruction(decoded, seen, model.pixels()),
            graph.loss.divergence(posterior.get(0), posterior.get(1)));
    graph.nodes.output(
        "score", score, "the negative ELBO: the larger, the less like the training images");
    return graph.nodes.model("The anomaly score of a variational autoencoder", facts);
  }

  /** The parts that graphs are made of. */
  private final class Graph {
    private final OnnxGraph nodes;
    private final OnnxLayers layers;
    private final OnnxInput input;
    private final OnnxLoss loss;

    Graph(String name) {
      nodes = new OnnxGraph(name);
      layers = new OnnxLayers(nodes);
      input = new OnnxInput(nodes, model);
      loss = new OnnxLoss(nodes, spec);
    }

    /** Null where the model sees no labels. */
    String label() {
      return spec.classes() == 0
          ? null
          : nodes.input("label", DataType.INT64, "from 0 to %d".formatted(spec.classes() - 1));
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
      return input.parted(layers.stack(decoder, latent, false, label), spec.likelihood().outputs());
    }
  }
}
