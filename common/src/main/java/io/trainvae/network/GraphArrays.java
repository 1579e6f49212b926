package io.trainvae.network;

import io.trainvae.model.LayerParameters;
import io.trainvae.model.ParameterLayout;
import io.trainvae.model.Shape;
import java.nio.ByteOrder;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.memory.enums.AllocationPolicy;
import org.nd4j.linalg.api.memory.enums.LearningPolicy;
import org.nd4j.linalg.api.memory.enums.ResetPolicy;
import org.nd4j.linalg.api.memory.enums.SpillPolicy;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Converts between Java's arrays and the arrays of a graph. Java's arrays store the channels of a
 * pixel next to each other; a convolution of DL4J has channels first.
 */
final class GraphArrays {
  /** Memory that a block of code uses again whenever it is entered. */
  static final WorkspaceConfiguration REUSED =
      WorkspaceConfiguration.builder()
          .initialSize(0)
          .policyAllocation(AllocationPolicy.STRICT)
          .policyLearning(LearningPolicy.FIRST_LOOP)
          .policyReset(ResetPolicy.BLOCK_LEFT)
          .policySpill(SpillPolicy.REALLOCATE)
          .build();

  private final Shape image;
  private final int outputs;
  private final int classes;
  private final boolean convolvesFirst;
  private final boolean convolvesLast;

  /**
   * @param outputs numbers that the likelihood needs of each pixel and channel
   */
  GraphArrays(ParameterLayout layout, Shape image, int outputs, int classes) {
    List<LayerParameters> all = layout.layers();
    this.image = image;
    this.outputs = outputs;
    this.classes = classes;
    this.convolvesFirst = all.get(0).seesImage();
    this.convolvesLast = all.get(all.size() - 1).seesImage();
  }

  /** The first rows, of this many columns, in memory of its own, which {@link #close} frees. */
  static INDArray matrix(float[] values, int rows, int columns) {
    float[] part = values.length == rows * columns ? values : copy(values, rows * columns);
    // A reshaped array is a view, which cannot be closed.
    return Nd4j.create(part, new long[] {rows, columns}, 'c');
  }

  private static float[] copy(float[] values, int count) {
    float[] part = new float[count];
    System.arraycopy(values, 0, part, 0, count);
    return part;
  }

  /** Images {@code [count, pixels]} as the first layer wants them. */
  INDArray images(float[] rows, int count) {
    INDArray flat = matrix(rows, count, image.size());
    if (image.channels() == 1 || !convolvesFirst) {
      return flat;
    }
    try {
      return channelsFirst(flat, count, image.channels()).reshape(count, image.size());
    } finally {
      flat.close();
    }
  }

  /** One-hot {@code [count, classes]}. */
  INDArray labels(int[] of, int count) {
    float[] oneHot = new float[count * classes];
    for (int i = 0; i < count; i++) {
      oneHot[i * classes + of[i]] = 1;
    }
    return matrix(oneHot, count, classes);
  }

  /** A decoder's output, {@code [rows, pixels, outputs]}. */
  float[] decoded(INDArray output) {
    return floats(output.rank() == 4 ? output.permute(0, 2, 3, 1) : output);
  }

  /** The derivative by a decoder's output, in the layout of the decoder's last layer. */
  INDArray decodedGradient(float[] gradient, int rows) {
    INDArray flat = matrix(gradient, rows, image.size() * outputs);
    if (!convolvesLast) {
      return flat;
    }
    try {
      return channelsFirst(flat, rows, outputs * image.channels());
    } finally {
      flat.close();
    }
  }

  private INDArray channelsFirst(INDArray flat, int rows, int channels) {
    return flat.reshape(rows, image.height(), image.width(), channels).permute(0, 3, 1, 2).dup('c');
  }

  /** All numbers in the order of their places. */
  static float[] floats(INDArray values) {
    float[] numbers = new float[Math.toIntExact(values.length())];
    read(values, numbers);
    return numbers;
  }

  /** Copies all numbers in one go. */
  static void read(INDArray values, float[] to) {
    INDArray copy = values.dup('c');
    copy.data().asNio().order(ByteOrder.nativeOrder()).asFloatBuffer().get(to);
    close(copy);
  }

  /** Copies all numbers in one go. */
  static void write(float[] numbers, INDArray to) {
    INDArray copy = Nd4j.createFromArray(numbers);
    to.assign(copy);
    close(copy);
  }

  /** Frees memory at once, and not when Java's collector comes to it. */
  static void close(INDArray array) {
    if (array.closeable()) {
      array.close();
    }
  }

  /** Like {@link #close}; of a view, as DL4J's convolutions return, the array that it shows. */
  static void closeWhole(INDArray array) {
    DataBuffer shown = array.data().originalDataBuffer();
    DataBuffer whole = shown == null ? array.data() : shown;
    if (!whole.wasClosed() && whole.closeable()) {
      whole.close();
    }
  }
}
