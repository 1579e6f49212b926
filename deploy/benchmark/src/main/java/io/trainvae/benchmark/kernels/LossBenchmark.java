package io.trainvae.benchmark.kernels;

import io.trainvae.benchmark.model.Model;
import io.trainvae.model.Likelihood;
import io.trainvae.model.VaeSpec;
import io.trainvae.objective.PixelLoss;
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
import org.openjdk.jmh.annotations.Warmup;

/** The loss of 128 images of 784 pixels and its derivative. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Thread)
public class LossBenchmark {
  private static final int PIXELS = 128 * 784;

  /** All likelihoods. */
  @Param Likelihood likelihood;

  private final float[] pixels = new float[PIXELS];
  private float[] outputs;
  private float[] gradients;
  private PixelLoss loss;

  @Setup(Level.Trial)
  public void open() {
    VaeSpec spec = Model.of("mlp-400", List.of()).config().model().with(likelihood);
    loss = PixelLoss.of(spec);
    outputs = Numbers.normal(PIXELS * likelihood.outputs(), 3);
    gradients = new float[outputs.length];
    byte[] bytes = Numbers.pixels(PIXELS);
    for (int i = 0; i < PIXELS; i++) {
      pixels[i] = (bytes[i] & 0xFF) / 255f;
    }
  }

  @Benchmark
  public double lossAndGradient() {
    return loss.loss(outputs, 0, pixels, 0, gradients, PIXELS);
  }
}
