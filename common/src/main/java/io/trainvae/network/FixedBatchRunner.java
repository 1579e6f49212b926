package io.trainvae.network;

import io.trainvae.kernel.Slice;
import io.trainvae.model.ArraySize;
import io.trainvae.network.LatentModel.DecodedRows;
import java.util.Arrays;

/**
 * Runs rows through an encoder or a decoder, always the same number at a time. The last batch is
 * filled with zeros, because matrix products of another number of rows have other last digits.
 *
 * @param input {@code [room, inputs]}, a buffer for the rows
 * @param labels {@code [room]}, a buffer for their labels
 * @param batch rows at a time, at most the buffers' room
 * @param conditional whether the layers see labels
 */
record FixedBatchRunner(
    LayerStack layers, float[] input, int[] labels, int batch, boolean conditional) {
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

  /** Does the same, and passes on each batch's output as soon as it is computed. */
  void run(float[] rows, int[] labelled, int count, DecodedRows to) {
    int inputs = input.length / labels.length;
    for (int start = 0; start < count; start += batch) {
      int n = Math.min(batch, count - start);
      System.arraycopy(rows, start * inputs, input, 0, n * inputs);
      Arrays.fill(input, n * inputs, batch * inputs, 0);
      if (conditional) {
        System.arraycopy(labelled, start, labels, 0, n);
        Arrays.fill(labels, n, batch, 0);
      }
      to.take(layers.forward(input, labels, Slice.forthOnly(batch), false), start, n);
    }
  }
}
