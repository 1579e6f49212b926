package io.trainvae.benchmark.kernels;

import io.trainvae.benchmark.model.Model;
import io.trainvae.kernel.FlatParameters;
import io.trainvae.kernel.LayerKernel;
import io.trainvae.kernel.NativeMatrix;
import io.trainvae.model.Slot;
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
 * A layer forth and back: 128 images at a time where it is dense, 4 in a network of convolutions,
 * as the trainer takes them.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Thread)
public class LayerBenchmark {
  private static final int SLICE = 4;

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
  private LayerKernel kernel;
  private NativeMatrix input;
  private NativeMatrix inputGradient;
  private float[] delta;
  private int[] labels;
  private int rows;

  @Setup(Level.Trial)
  public void open() {
    String[] names = layer.split("/");
    Model model = Model.of(names[0], List.of());
    Slot slot =
        model.layout().slots().stream()
            .filter(candidate -> candidate.name().equals(names[1]))
            .findFirst()
            .orElseThrow();
    rows = model.config().model().convolves() ? SLICE : model.config().train().batch();
    parameters = new FlatParameters(Numbers.normal(model.layout().total(), 0.05));
    parameters.toNative(0, model.layout().total());
    kernel = LayerKernel.of(slot, rows, parameters);
    kernel.parametersChanged();
    input = new NativeMatrix(rows, slot.in().size());
    inputGradient = new NativeMatrix(rows, slot.in().size());
    labels = new int[rows];
    Numbers.normal(input.array(), 1);
    delta = Numbers.normal(kernel.outputGradient().array().length, 1);
  }

  @TearDown(Level.Trial)
  public void close() {
    kernel.close();
    input.close();
    inputGradient.close();
    parameters.close();
  }

  @Benchmark
  public float[] forward() {
    kernel.forward(input, labels, rows, true);
    return kernel.output().array();
  }

  /** With the forward pass, which leaves what it needs, and the gradient of the input. */
  @Benchmark
  public float[] forwardAndBackward() {
    kernel.forward(input, labels, rows, true);
    // The backward pass changes it.
    System.arraycopy(delta, 0, kernel.outputGradient().array(), 0, delta.length);
    kernel.backward(input, inputGradient, labels, rows, false);
    return inputGradient.array();
  }
}
