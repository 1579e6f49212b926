package io.trainvae.network;

import io.trainvae.kernel.Slice;
import io.trainvae.model.ArraySize;
import io.trainvae.network.LatentModel.DecodedRows;
import java.util.Arrays;

/**
 * Takes rows through an encoder or a decoder, always as many at a time as it has room for. The last
 * ones are followed by zeros: matrix products of another number of rows have other last digits.
 *
 * @param input {@code [room, inputs]}, where rows are copied to
 * @param labels where their labels are copied to
 * @param conditional whether the layers look at labels
 */
record FixedBatchRunner(LayerStack layers, float[] input, int[] labels, boolean conditional) {
  /**
   * @param rows {@code [count, inputs]}
   * @param labelled one for each row; null for a model that is not conditional
   * @return {@code [count, outputs]}
   */
  float[] run(float[] rows, int[] labelled, int count) {
    int outputs = layers.outputs();
    float[] result = new float[ArraySize.of("what a network gives", count, outputs)];
    run(
        rows,
        labelled,
        count,
        (output, first, n) -> System.arraycopy(output, 0, result, first * outputs, n * outputs));
    return result;
  }

  /** The same, handing over what the rows give as it comes. */
  void run(float[] rows, int[] labelled, int count, DecodedRows to) {
    int room = labels.length;
    int inputs = input.length / room;
    for (int start = 0; start < count; start += room) {
      int n = Math.min(room, count - start);
      System.arraycopy(rows, start * inputs, input, 0, n * inputs);
      Arrays.fill(input, n * inputs, input.length, 0);
      if (conditional) {
        System.arraycopy(labelled, start, labels, 0, n);
        Arrays.fill(labels, n, room, 0);
      }
      to.take(layers.forward(input, labels, Slice.forthOnly(room), false), start, n);
    }
  }
}
