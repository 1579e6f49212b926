package io.trainvae.kernel;

import io.trainvae.model.ArraySize;
import io.trainvae.model.LayerParameters;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;

/**
 * Weights of a dense layer. The inputs and deltas of all rows of a step are kept, so that the
 * gradient of a few outputs' weights is one product over all rows, whichever threads those came
 * from.
 */
final class DenseWeights extends LayerWeights {
  /** About how many weights a product is for. */
  private static final int BLOCK = 1 << 15;

  /** Fewer outputs make slow products. */
  private static final int FEWEST_OUTPUTS = 16;

  private final int inputs;
  private final int outputs;
  private final int blockOutputs;
  private final MatrixProducts products;
  private final FloatPointer input;
  private final FloatPointer delta;

  DenseWeights(LayerParameters layout, FlatParameters parameters, int rows, int lanes) {
    super(layout, parameters, lanes, layout.labels());
    this.inputs = layout.in().size();
    this.outputs = layout.out().size();
    int multiples = Math.max(1, BLOCK / inputs / FEWEST_OUTPUTS);
    this.blockOutputs = Math.min(outputs, multiples * FEWEST_OUTPUTS);
    this.products = MatrixProducts.of(rows);
    this.input = new FloatPointer(ArraySize.of("the rows of a layer", rows, inputs));
    this.delta = new FloatPointer(ArraySize.of("the rows of a layer", rows, outputs));
  }

  /** A new view of where the inputs of all rows are kept. */
  FloatPointer input() {
    return new FloatPointer(input);
  }

  /** A new view of where the losses' derivatives by the outputs before activation are kept. */
  FloatPointer delta() {
    return new FloatPointer(delta);
  }

  @Override
  public List<ParameterRange> ranges() {
    List<ParameterRange> ranges = new ArrayList<>();
    for (int output = 0; output < outputs; output += blockOutputs) {
      ranges.add(new Block(output, Math.min(blockOutputs, outputs - output)));
    }
    ranges.addAll(super.ranges());
    return ranges;
  }

  @Override
  public void close() {
    super.close();
    input.close();
    delta.close();
  }

  /** The weights of a few outputs. */
  private final class Block implements ParameterRange {
    private final int start;
    private final int blockOutputs;
    private final FloatPointer blockDelta;
    private final FloatPointer gradients;

    Block(int output, int blockOutputs) {
      this.start = layout().weights() + output * inputs;
      this.blockOutputs = blockOutputs;
      this.blockDelta = delta().position(output);
      this.gradients = parameters().gradients(start);
    }

    @Override
    public int start() {
      return start;
    }

    @Override
    public int count() {
      return blockOutputs * inputs;
    }

    @Override
    public void sumGradients(int rows, int lanes, boolean add, Scratch scratch) {
      products.multiply(
          true,
          false,
          blockOutputs,
          inputs,
          rows,
          blockDelta,
          outputs,
          input,
          inputs,
          add,
          gradients,
          inputs);
    }
  }
}
