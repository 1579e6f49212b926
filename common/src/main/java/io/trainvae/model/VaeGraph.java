package io.trainvae.model;

import io.trainvae.config.RunConfig.Optimiser;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.Adam;

/**
 * A VAE as a DL4J {@code ComputationGraph}.
 *
 * <p>Inputs: {@link #IMAGE} {@code [batch, pixels]} in [0, 1] and {@link #NOISE} {@code [batch,
 * latent]}, standard normal. Outputs: {@link #RECONSTRUCTION} with logits {@code [batch, pixels]},
 * whose labels are the images, and {@link #KL} on the posterior {@code [batch, 2 latent]}, whose
 * labels are ignored. The graph's score is the mean negative ELBO of the batch in nats per image:
 * Kingma and Welling 2014, eq. 10, with one sample. Weight decay is not part of the configuration:
 * DL4J 1.0.0-M2.1 applies {@code WeightDecay} twice a step in a {@code ComputationGraph}.
 */
public final class VaeGraph {
  public static final String IMAGE = "image";
  public static final String NOISE = "noise";
  public static final String POSTERIOR = "posterior";
  public static final String LATENT = "latent";
  public static final String RECONSTRUCTION = "reconstruction";
  public static final String KL = "kl";

  private VaeGraph() {}

  /**
   * The configuration of the graph for images of so many pixels. Its weights are to be set by the
   * caller.
   */
  public static ComputationGraphConfiguration configuration(
      VaeSpec spec, int pixels, Optimiser optimiser, DataType dataType) {
    GraphBuilder graph = base(optimiser, dataType).graphBuilder().addInputs(IMAGE, NOISE);
    String top = addHidden(graph, "encoder-", spec.encoder(), IMAGE);
    graph.addLayer(POSTERIOR, dense(2 * spec.latent(), Activation.IDENTITY), top);
    graph.addVertex(LATENT, new ReparameterizationVertex(), POSTERIOR, NOISE);
    top = addHidden(graph, "decoder-", spec.decoder(), LATENT);
    graph.addLayer(
        RECONSTRUCTION,
        new OutputLayer.Builder(new BernoulliLogitsLoss())
            .nOut(pixels)
            .activation(org.nd4j.linalg.activations.Activation.IDENTITY)
            .build(),
        top);
    graph.addLayer(
        KL,
        new LossLayer.Builder(new GaussianKlLoss())
            .activation(org.nd4j.linalg.activations.Activation.IDENTITY)
            .build(),
        POSTERIOR);
    return graph
        .setOutputs(RECONSTRUCTION, KL)
        .setInputTypes(InputType.feedForward(pixels), InputType.feedForward(spec.latent()))
        .build();
  }

  private static NeuralNetConfiguration.Builder base(Optimiser optimiser, DataType dataType) {
    return new NeuralNetConfiguration.Builder()
        .dataType(dataType)
        .weightInit(WeightInit.ZERO)
        .trainingWorkspaceMode(WorkspaceMode.NONE)
        .inferenceWorkspaceMode(WorkspaceMode.NONE)
        .updater(
            new Adam(
                optimiser.learningRate(),
                optimiser.beta1(),
                optimiser.beta2(),
                optimiser.epsilon()));
  }

  private static String addHidden(
      GraphBuilder graph, String prefix, List<LayerSpec> layers, String input) {
    String top = input;
    for (int i = 0; i < layers.size(); i++) {
      LayerSpec.Dense layer = (LayerSpec.Dense) layers.get(i);
      String name = prefix + (i + 1);
      graph.addLayer(name, dense(layer.units(), layer.activation()), top);
      top = name;
    }
    return top;
  }

  private static DenseLayer dense(int units, Activation activation) {
    return new DenseLayer.Builder().nOut(units).activation(toDl4j(activation)).build();
  }

  private static org.nd4j.linalg.activations.Activation toDl4j(Activation activation) {
    return switch (activation) {
      case IDENTITY -> org.nd4j.linalg.activations.Activation.IDENTITY;
      case RELU -> org.nd4j.linalg.activations.Activation.RELU;
      case TANH -> org.nd4j.linalg.activations.Activation.TANH;
    };
  }
}
