package io.trainvae.benchmark.kernels;

import io.trainvae.benchmark.model.Model;
import io.trainvae.kernel.FlatParameters;
import io.trainvae.kernel.LayerKernel;
import io.trainvae.kernel.LayerWeights;
import io.trainvae.kernel.Slice;
import io.trainvae.model.LayerParameters;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The forward and backward pass of a layer, with 16 images at a time in a dense network and 4 in a
 * network of convolutions, as in the trainer. It does not include the gradients of a dense layer's
 * weights, which the trainer computes for all images at once.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Thread)
public class LayerBenchmark {
  private static final int SLICE = 4;
  private static final int DENSE_SLICE = 16;

  @Param({
    "mlp-400/encoder-1",
    "mlp-400/posterior",
    "mlp-400/decoder-1",
    "mlp-400/reconstruction",
    "cnn/encoder-1",
    "cnn/encoder-2",
    "cnn/decoder-2",
    "cnn/decoder-3",
    "cnn/reconstruction",
    "deep-conv/encoder-1",
    "deep-conv/encoder-4",
    "deep-conv/decoder-2",
    "deep-conv/decoder-5"
  })
  String layer;

  private FlatParameters parameters;
  private LayerWeights weights;
  private LayerKernel kernel;
  private float[] input;
  private float[] inputGradient;
  private float[] delta;
  private int[] labels;
  private Slice slice;

  @Setup(Level.Trial)
  public void open() {
    String[] names = layer.split("/");
    Model model = Model.of(names[0], List.of());
    LayerParameters layout =
        model.layout().layers().stream()
            .filter(candidate -> candidate.name().equals(names[1]))
            .findFirst()
            .orElseThrow();
    int rows = model.config().model().convolves() ? SLICE : DENSE_SLICE;
    int size = model.layout().total();
    slice = new Slice(0, rows, 0, false);
    parameters = new FlatParameters(size);
    parameters.put(0, Numbers.normal(size, 0.05), 0, size);
    weights = LayerWeights.of(layout, parameters, rows, 1);
    weights.changed();
    kernel = LayerKernel.of(weights, rows, List.of());
    input = Numbers.normal(rows * layout.in().size(), 1);
    inputGradient = new float[input.length];
    labels = new int[rows];
    delta = Numbers.normal(kernel.outputGradient().length, 1);
  }

  @TearDown(Level.Trial)
  public void close() {
    kernel.close();
    weights.close();
    parameters.close();
  }

  @Benchmark
  public float[] forward() {
    kernel.forward(input, labels, slice, true);
    return kernel.output();
  }

  /** Includes the forward pass, whose results it needs, and the gradient of the input. */
  @Benchmark
  public float[] forwardAndBackward() {
    kernel.forward(input, labels, slice, true);
    // The backward pass overwrites it.
    System.arraycopy(delta, 0, kernel.outputGradient(), 0, delta.length);
    kernel.backward(input, inputGradient, labels, slice);
    return inputGradient;
  }
}
