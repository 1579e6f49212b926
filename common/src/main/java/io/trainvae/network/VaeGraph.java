package io.trainvae.network;

import static org.nd4j.linalg.activations.Activation.IDENTITY;

import io.trainvae.config.RunConfig.Optimiser;
import io.trainvae.model.GroupNormalisation;
import io.trainvae.model.LayerParameters;
import io.trainvae.model.LayerParameters.Kind;
import io.trainvae.model.ParameterLayout;
import io.trainvae.model.ReparameterizationVertex;
import io.trainvae.model.RepeatVertex;
import io.trainvae.model.Shape;
import io.trainvae.model.VaeSpec;
import io.trainvae.model.Window;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.Adam;

/**
 * A VAE as a DL4J {@code ComputationGraph}.
 *
 * <p>Inputs: {@link #IMAGE} {@code [batch, pixels]} in [0, 1], {@link #NOISE} {@code [batch,
 * latent]}, standard normal, and for a conditional model {@link #LABEL} {@code [batch, classes]},
 * one-hot. If an image has several latents, {@link #NOISE} has one row for each. Outputs: the
 * decoder's outputs for each pixel, as {@code [batch, pixels]} from a dense layer or {@code [batch,
 * outputs, height, width]} from a convolution, and the posterior {@code [batch, 2 latent]}. The
 * loss is not part of the graph: a step passes in its derivatives.
 */
public final class VaeGraph {
  public static final String IMAGE = "image";
  public static final String NOISE = "noise";
  public static final String LABEL = "label";
  public static final String LATENT = "latent";

  /** Suffix of an output's name; the prefix is the name of its vertex. */
  public static final String OUTPUT = "-output";

  private final GraphBuilder graph;
  private final VaeSpec spec;
  private final ParameterLayout layout;
  private final Shape image;
  private Shape shape;
  private String top = IMAGE;
  private String label = LABEL;

  /** Whether the output of {@link #top} has height and width as dimensions. */
  private boolean placed;

  /** The vertices of the layers so far. */
  private final List<Output> outputs = new ArrayList<>();

  /**
   * @param vertex that gives it
   * @param placed whether it has height and width as dimensions
   */
  private record Output(String vertex, boolean placed) {}

  private VaeGraph(VaeSpec spec, Shape image, Optimiser optimiser, DataType dataType) {
    this.spec = spec;
    this.image = image;
    this.layout = new ParameterLayout(spec, image);
    this.graph = base(optimiser, dataType).graphBuilder();
    this.shape = image;
  }

  /**
   * The configuration of the graph for images of one size. Its weights are to be set by the caller.
   *
   * @param samples latents of each image: {@link #NOISE} and the decoder's output have this many
   *     rows for each row of the other inputs
   */
  public static ComputationGraphConfiguration configuration(
      VaeSpec spec, Shape image, Optimiser optimiser, int samples, DataType dataType) {
    return new VaeGraph(spec, image, optimiser, dataType).whole(samples);
  }

  /** Only the encoder: {@link #IMAGE} and perhaps {@link #LABEL} to the posterior. */
  public static ComputationGraphConfiguration encoder(VaeSpec spec, Shape image) {
    VaeGraph encoder = new VaeGraph(spec, image, Optimiser.NONE, DataType.FLOAT);
    encoder.addInputs(IMAGE, encoder.images());
    encoder.addEncoder();
    return encoder.graph.setOutputs(ParameterLayout.POSTERIOR).build();
  }

  /**
   * The decoder alone: from {@link #LATENT} {@code [batch, latent]}, and {@link #LABEL} if there is
   * one, to the outputs for the likelihood.
   */
  public static ComputationGraphConfiguration decoder(VaeSpec spec, Shape image) {
    VaeGraph decoder = new VaeGraph(spec, image, Optimiser.NONE, DataType.FLOAT);
    decoder.addInputs(LATENT, decoder.latents());
    decoder.addDecoder();
    return decoder.graph.setOutputs(ParameterLayout.RECONSTRUCTION + OUTPUT).build();
  }

  private ComputationGraphConfiguration whole(int samples) {
    graph.addInputs(IMAGE, NOISE);
    if (spec.classes() == 0) {
      graph.setInputTypes(images(), latents());
    } else {
      graph.addInputs(LABEL).setInputTypes(images(), latents(), labels());
    }
    addEncoder();
    graph.addVertex(LATENT, new ReparameterizationVertex(), top, NOISE);
    // An output with a derivative from outside must not have another one from within the graph.
    addIdentity(ParameterLayout.POSTERIOR + OUTPUT, ParameterLayout.POSTERIOR);
    if (spec.classes() > 0 && samples > 1) {
      label = LABEL + "-of-latent";
      graph.addVertex(label, new RepeatVertex(), LABEL, NOISE);
    }
    addDecoder();
    return graph
        .setOutputs(ParameterLayout.RECONSTRUCTION + OUTPUT, ParameterLayout.POSTERIOR + OUTPUT)
        .build();
  }

  private void addInputs(String first, InputType type) {
    if (spec.classes() == 0) {
      graph.addInputs(first).setInputTypes(type);
    } else {
      graph.addInputs(first, LABEL).setInputTypes(type, labels());
    }
  }

  private InputType images() {
    return layout.layers().get(0).kind() == Kind.CONVOLUTION
        ? InputType.convolutionalFlat(image.height(), image.width(), image.channels())
        : InputType.feedForward(image.size());
  }

  private InputType latents() {
    return InputType.feedForward(spec.latent());
  }

  private InputType labels() {
    return InputType.feedForward(spec.classes());
  }

  private void addEncoder() {
    layout.layers().subList(0, layout.encoderLayers()).forEach(this::add);
  }

  private void addDecoder() {
    top = LATENT;
    shape = Shape.flat(spec.latent());
    layout.layers().subList(layout.encoderLayers(), layout.layers().size()).forEach(this::add);
    addIdentity(ParameterLayout.RECONSTRUCTION + OUTPUT, top);
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

  private void add(LayerParameters layer) {
    switch (layer.kind()) {
      case DENSE -> addDense(layer);
      case CONVOLUTION -> addConvolution(layer);
      case TRANSPOSED_CONVOLUTION -> addTransposed(layer);
      case UPSAMPLING -> addUpsampling(layer);
      case NORMALISATION -> addNormalisation(layer);
      case SUM -> addSum(layer);
    }
    shape = layer.out();
    outputs.add(new Output(top, placed));
  }

  private void addDense(LayerParameters layer) {
    if (placed) {
      String flat = layer.name() + "-flat";
      graph.addVertex(
          flat,
          new PreprocessorVertex(
              new CnnToFeedForwardPreProcessor(shape.height(), shape.width(), shape.channels())),
          top);
      top = flat;
      placed = false;
    }
    if (layer.classes() > 0) {
      String labelled = layer.name() + "-labelled";
      graph.addVertex(labelled, new MergeVertex(), top, label);
      top = labelled;
    }
    graph.addLayer(
        layer.name(),
        new DenseLayer.Builder()
            .nOut(layer.out().size())
            .activation(GraphActivations.of(layer.activation()))
            .build(),
        top);
    top = layer.name();
  }

  private void addConvolution(LayerParameters layer) {
    Window window = layer.window();
    place(layer.name());
    ConvolutionMode mode = window.isValid(layer) ? ConvolutionMode.Truncate : ConvolutionMode.Same;
    graph.addLayer(
        layer.name(),
        new ConvolutionLayer.Builder(window.kernel(), window.kernel())
            .stride(window.stride(), window.stride())
            .convolutionMode(mode)
            .nOut(layer.out().channels())
            .activation(GraphActivations.of(layer.activation()))
            .build(),
        top);
    top = layer.name();
    placed = true;
  }

  /** The full result of the kernel at every position; the window's part of it is kept. */
  private void addTransposed(LayerParameters layer) {
    place(layer.name());
    Window window = layer.window();
    graph.addLayer(
        layer.name(),
        new Deconvolution2D.Builder(window.kernel(), window.kernel())
            .stride(window.stride(), window.stride())
            .convolutionMode(ConvolutionMode.Truncate)
            .nOut(layer.out().channels())
            .activation(GraphActivations.of(layer.activation()))
            .build(),
        top);
    top = layer.name();
    crop(layer);
  }

  /** Gives features that are an image's its dimensions, where they do not have them yet. */
  private void place(String layer) {
    if (!placed) {
      String image = layer + "-image";
      graph.addVertex(
          image,
          new PreprocessorVertex(
              new FeedForwardToCnnPreProcessor(shape.height(), shape.width(), shape.channels())),
          top);
      top = image;
      placed = true;
    }
  }

  /** Crops the full result to the layer's output. */
  private void crop(LayerParameters layer) {
    Window window = layer.window();
    int height = (layer.in().height() - 1) * window.stride() + window.kernel();
    int width = (layer.in().width() - 1) * window.stride() + window.kernel();
    String cropped = layer.name() + "-cropped";
    graph.addLayer(
        cropped,
        new Cropping2D.Builder(
                window.top(),
                height - window.top() - layer.out().height(),
                window.left(),
                width - window.left() - layer.out().width())
            .build(),
        top);
    top = cropped;
  }

  private void addUpsampling(LayerParameters layer) {
    place(layer.name());
    graph.addLayer(layer.name(), new Upsampling2D.Builder(layer.window().stride()).build(), top);
    top = layer.name();
    crop(layer);
  }

  private void addNormalisation(LayerParameters layer) {
    if (layer.seesImage()) {
      place(layer.name());
    }
    graph.addLayer(layer.name(), new GroupNormalisation(layer.groups(), layer.in(), placed), top);
    addActivation(layer);
  }

  /** A dense image below the block gets its dimensions within it, so once more for the sum. */
  private void addSum(LayerParameters layer) {
    String block = top;
    boolean blockPlaced = placed;
    Output source = outputs.get(outputs.size() - 1 - layer.block());
    top = source.vertex();
    placed = source.placed();
    if (blockPlaced) {
      place(layer.name());
    }
    graph.addVertex(layer.name(), new ElementWiseVertex(ElementWiseVertex.Op.Add), block, top);
    addActivation(layer);
  }

  private void addActivation(LayerParameters layer) {
    String activated = layer.name() + "-activated";
    graph.addLayer(
        activated,
        new ActivationLayer.Builder().activation(GraphActivations.of(layer.activation())).build(),
        layer.name());
    top = activated;
  }

  private void addIdentity(String name, String input) {
    graph.addLayer(name, new ActivationLayer.Builder().activation(IDENTITY).build(), input);
  }
}
