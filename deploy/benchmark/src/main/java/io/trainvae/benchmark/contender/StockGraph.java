package io.trainvae.benchmark.contender;

import io.trainvae.benchmark.model.Model;
import io.trainvae.config.RunConfig;
import io.trainvae.config.RunConfig.Objective;
import io.trainvae.config.RunConfig.Optimiser;
import io.trainvae.model.Binarisation;
import io.trainvae.model.LayerParameters;
import io.trainvae.model.Likelihood;
import io.trainvae.model.ParameterLayout;
import io.trainvae.model.ReparameterizationVertex;
import io.trainvae.model.VaeSpec;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * A model of dense layers as a user of DL4J would write it, with DL4J's own layers and losses. The
 * divergence is the loss of a second output. Inputs: images and noise. Labels: images, and any
 * values for the divergence.
 */
final class StockGraph {
  private StockGraph() {}

  /** Whether DL4J's own layers and losses can express a preset. */
  static boolean canExpress(RunConfig config) {
    VaeSpec spec = config.model();
    return !spec.convolves()
        && spec.classes() == 0
        && spec.likelihood() == Likelihood.BERNOULLI
        && spec.binarisation() == Binarisation.NONE
        && config.objective().equals(Objective.ELBO)
        && config.optimiser().type() == Optimiser.Type.ADAM
        && config.optimiser().weightDecay() == 0;
  }

  static ComputationGraphConfiguration configuration(Model model) {
    ParameterLayout layout = model.layout();
    List<LayerParameters> all = layout.layers();
    int latent = model.config().model().latent();
    GraphBuilder graph = base(model.config()).graphBuilder().addInputs("image", "noise");
    graph.setInputTypes(InputType.feedForward(model.image().size()), InputType.feedForward(latent));
    String top = addDense(graph, all.subList(0, layout.encoderLayers()), "image");
    graph.addLayer(
        "kl",
        new LossLayer.Builder(new KlLoss()).activation(Activation.IDENTITY).build(),
        ParameterLayout.POSTERIOR);
    graph.addVertex("latent", new ReparameterizationVertex(), top, "noise");
    top = addDense(graph, all.subList(layout.encoderLayers(), all.size() - 1), "latent");
    graph.addLayer(
        ParameterLayout.RECONSTRUCTION,
        new OutputLayer.Builder(LossFunction.XENT)
            .nOut(model.image().size())
            .activation(Activation.SIGMOID)
            .build(),
        top);
    return graph.setOutputs(ParameterLayout.RECONSTRUCTION, "kl").build();
  }

  private static NeuralNetConfiguration.Builder base(RunConfig config) {
    Optimiser optimiser = config.optimiser();
    return new NeuralNetConfiguration.Builder()
        .seed(config.train().seed())
        // mlp-400, the only such preset, starts uniformly between -1 / sqrt(inputs) and 1 /
        // sqrt(inputs).
        .weightInit(WeightInit.UNIFORM)
        .updater(
            new Adam(
                optimiser.learningRate(),
                optimiser.beta1(),
                optimiser.beta2(),
                optimiser.epsilon()));
  }

  private static String addDense(GraphBuilder graph, List<LayerParameters> all, String input) {
    String top = input;
    for (LayerParameters layer : all) {
      DenseLayer dense =
          new DenseLayer.Builder()
              .nOut(layer.out().size())
              .activation(Activation.fromString(layer.activation().name()))
              .build();
      graph.addLayer(layer.name(), dense, top);
      top = layer.name();
    }
    return top;
  }
}
