package io.trainvae.model;

import io.trainvae.model.LayerSpec.Normalisation;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.samediff.SDLayerParams;
import org.deeplearning4j.nn.conf.layers.samediff.SameDiffLayer;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * {@link Normalisation} as a DL4J layer, which DL4J lacks. Input: {@code [batch, channels, height,
 * width]}, or {@code [batch, channels]} of features without a place. Parameters {@code W}, the
 * scale of each channel, and {@code b}, its shift, both {@code [1, channels, 1]}.
 */
public final class GroupNormalisation extends SameDiffLayer {
  private static final long serialVersionUID = 1L;
  private static final String SCALE = "W";
  private static final String SHIFT = "b";

  @JsonProperty private int groups;
  @JsonProperty private int channels;
  @JsonProperty private int height;
  @JsonProperty private int width;
  @JsonProperty private boolean placed;

  /** For DL4J, which sets the fields when it reads a configuration. */
  GroupNormalisation() {}

  /**
   * @param placed whether the input has height and width as dimensions
   */
  public GroupNormalisation(int groups, Shape shape, boolean placed) {
    this.groups = groups;
    this.channels = shape.channels();
    this.height = shape.height();
    this.width = shape.width();
    this.placed = placed;
  }

  @Override
  public InputType getOutputType(int index, InputType input) {
    return input;
  }

  @Override
  public void defineParameters(SDLayerParams parameters) {
    parameters.addWeightParam(SCALE, 1, channels, 1);
    parameters.addBiasParam(SHIFT, 1, channels, 1);
  }

  @Override
  public void initializeParameters(Map<String, INDArray> parameters) {
    parameters.get(SCALE).assign(1);
    parameters.get(SHIFT).assign(0);
  }

  @Override
  public SDVariable defineLayer(
      SameDiff graph, SDVariable input, Map<String, SDVariable> parameters, SDVariable mask) {
    int pixels = height * width;
    SDVariable grouped = graph.reshape(input, -1, groups, channels * pixels / groups);
    SDVariable centred = grouped.sub(grouped.mean(true, 2));
    SDVariable variance = centred.mul(centred).mean(true, 2);
    SDVariable normal = centred.div(graph.math().sqrt(variance.add(Normalisation.EPSILON)));
    SDVariable byChannel = graph.reshape(normal, -1, channels, pixels);
    SDVariable output = byChannel.mul(parameters.get(SCALE)).add(parameters.get(SHIFT));
    return placed
        ? graph.reshape(output, -1, channels, height, width)
        : graph.reshape(output, -1, channels);
  }

  @Override
  public Layer instantiate(
      NeuralNetConfiguration configuration,
      Collection<TrainingListener> listeners,
      int index,
      INDArray parameters,
      boolean initialise,
      DataType dataType) {
    var layer = new Halved(configuration, dataType);
    layer.setListeners(listeners);
    layer.setIndex(index);
    layer.setParamsViewArray(parameters);
    layer.setParamTable(initializer().init(configuration, parameters, initialise));
    return layer;
  }

  /**
   * SameDiff (ND4J 1.0.0-M2.1) adds the derivative by a layer's output to itself, which doubles all
   * derivatives that follow from it. Half of the derivative gives the right ones, to the last
   * digit.
   */
  private static final class Halved extends org.deeplearning4j.nn.layers.samediff.SameDiffLayer {
    private static final long serialVersionUID = 1L;

    Halved(NeuralNetConfiguration configuration, DataType dataType) {
      super(configuration, dataType);
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(
        INDArray outputGradient, LayerWorkspaceMgr workspaces) {
      INDArray half = workspaces.dup(ArrayType.BP_WORKING_MEM, outputGradient).muli(0.5);
      return super.backpropGradient(half, workspaces);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof GroupNormalisation that
        && super.equals(other)
        && groups == that.groups
        && channels == that.channels
        && height == that.height
        && width == that.width
        && placed == that.placed;
  }

  @Override
  protected boolean canEqual(Object other) {
    return other instanceof GroupNormalisation;
  }

  @Override
  public int hashCode() {
    return Objects.hash(super.hashCode(), groups, channels, height, width, placed);
  }
}
