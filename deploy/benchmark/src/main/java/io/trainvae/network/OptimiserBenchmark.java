package io.trainvae.network;

import io.trainvae.benchmark.kernels.Numbers;
import io.trainvae.config.RunConfig.Optimiser;
import io.trainvae.config.RunConfig.Optimiser.EpsilonRule;
import io.trainvae.kernel.FlatParameters;
import io.trainvae.kernel.Gradients;
import io.trainvae.kernel.Scratch;
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

/** One step of the optimiser on 652,824 parameters, those of mlp-400. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Thread)
public class OptimiserBenchmark {
  private static final int SIZE = 652_824;

  @Param({"ADAM", "RMSPROP", "SGD"})
  Optimiser.Type type;

  private Moments moments;
  private long steps;
  private FlatParameters parameters;
  private FlatOptimiser optimiser;
  private final Scratch scratch = new Scratch();

  @Setup(Level.Trial)
  public void open() {
    moments = new Moments(0, SIZE);
    parameters = new FlatParameters(SIZE);
    parameters.put(0, Numbers.normal(SIZE, 0.05), 0, SIZE);
    Gradients.put(parameters, Numbers.normal(SIZE, 0.1));
    optimiser =
        new FlatOptimiser(
            new Optimiser(type, 1e-3, 0.9, 0.999, 1e-8, EpsilonRule.BIAS_CORRECTED, 0.004));
  }

  @TearDown(Level.Trial)
  public void close() {
    parameters.close();
  }

  @Benchmark
  public Moments step() {
    optimiser.beginStep(++steps, 128, 1e-3);
    optimiser.update(moments, parameters, scratch);
    return moments;
  }
}
