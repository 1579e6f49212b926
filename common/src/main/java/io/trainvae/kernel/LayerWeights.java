package io.trainvae.kernel;

import io.trainvae.model.ArraySize;
import io.trainvae.model.LayerParameters;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;

/**
 * A layer's parameters, and the gradients that the threads of a step leave for them: those that are
 * summed slice by slice. One thread sums the slices of a lane in order, and then the lanes are
 * summed in order. Fixed parameters have no lanes and no gradients.
 */
public abstract class LayerWeights implements AutoCloseable {
  private final LayerParameters layout;
  private final FlatParameters parameters;
  private final boolean trained;
  private final int laneStart;
  private final int laneSize;
  private final FloatPointer lanes;
  private final FloatBuffer laneBuffer;

  /**
   * @param laneStart offset of the first parameter whose gradient is summed slice by slice, as
   *     those of all that follow in the layer
   */
  LayerWeights(LayerParameters layout, FlatParameters parameters, int lanes, int laneStart) {
    this.layout = layout;
    this.parameters = parameters;
    this.trained = lanes > 0;
    this.laneStart = laneStart;
    this.laneSize = layout.weights() + layout.parameters() - laneStart;
    this.lanes = new FloatPointer(ArraySize.of("the gradients of a layer", lanes, laneSize));
    this.laneBuffer = this.lanes.asBuffer();
  }

  /**
   * The weights of a layer.
   *
   * @param rows the most of a step
   * @param lanes the most of a step
   */
  public static LayerWeights of(
      LayerParameters layout, FlatParameters parameters, int rows, int lanes) {
    return switch (layout.kind()) {
      case DENSE -> new DenseWeights(layout, parameters, rows, lanes);
      case CONVOLUTION, TRANSPOSED_CONVOLUTION -> new WindowWeights(layout, parameters, lanes);
      case UPSAMPLING, NORMALISATION, SUM -> new PlainWeights(layout, parameters, lanes);
    };
  }

  /** The weights of a layer that is not trained. Its parameters never change. */
  public static LayerWeights fixed(LayerParameters layout, FlatParameters parameters) {
    LayerWeights layer = of(layout, parameters, 0, 0);
    layer.changed();
    return layer;
  }

  /** Whether the layer has buffers for gradients. */
  final boolean isTrained() {
    return trained;
  }

  /**
   * The length of a kernel's buffer that only {@code backward} uses: none where weights are fixed.
   */
  final int ifTrained(int length) {
    return trained ? length : 0;
  }

  final LayerParameters layout() {
    return layout;
  }

  final FlatParameters parameters() {
    return parameters;
  }

  /** A new view of all lanes' gradients. */
  final FloatPointer lanes() {
    return new FloatPointer(lanes);
  }

  /** The index of this parameter's gradient in {@link #lanes()}. */
  final int laneOffset(int lane, int parameter) {
    return lane * laneSize + parameter - laneStart;
  }

  final void getLane(int lane, int parameter, float[] to, int count) {
    laneBuffer.get(laneOffset(lane, parameter), to, 0, count);
  }

  final void putLane(int lane, int parameter, float[] from, int count) {
    laneBuffer.put(laneOffset(lane, parameter), from, 0, count);
  }

  /** All of the layer's parameters, cut up in the same way for any number of threads. */
  public List<ParameterRange> ranges() {
    List<ParameterRange> ranges = new ArrayList<>();
    int end = layout.weights() + layout.parameters();
    for (int start = laneStart; start < end; start += Scratch.SIZE) {
      ranges.add(new LaneRange(start, Math.min(Scratch.SIZE, end - start)));
    }
    return ranges;
  }

  private final class LaneRange implements ParameterRange {
    private final int start;
    private final int count;

    LaneRange(int start, int count) {
      this.start = start;
      this.count = count;
    }

    @Override
    public int start() {
      return start;
    }

    @Override
    public int count() {
      return count;
    }

    @Override
    public void sumGradients(int rows, int used, boolean add, Scratch scratch) {
      float[] sum = scratch.gradient;
      float[] term = scratch.parameter;
      if (add) {
        parameters.getGradients(start, sum, 0, count);
      } else {
        getLane(0, start, sum, count);
      }
      for (int lane = add ? 0 : 1; lane < used; lane++) {
        getLane(lane, start, term, count);
        LayerKernel.add(sum, 0, term, 0, count);
      }
      parameters.putGradients(start, sum, 0, count);
    }
  }

  /** Whether {@link #changed} does anything. */
  public boolean isPrepared() {
    return false;
  }

  /** Must be called after the parameters have changed, before they are used. */
  public void changed() {}

  @Override
  public void close() {
    lanes.close();
  }
}
