package io.trainvae.benchmark.kernels;

import io.trainvae.network.Floats;
import io.trainvae.network.VaeState;
import java.nio.ByteBuffer;
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

/** The work of an averaging round on one state: parameters and both moments. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Thread)
public class StateBenchmark {
  /** Parameters of mlp-400, and of a model ten times as large. */
  @Param({"652824", "6528240"})
  int parameters;

  private VaeState mean;
  private VaeState other;
  private ByteBuffer bytes;

  @Setup(Level.Trial)
  public void open() {
    mean = state();
    other = state();
    bytes = Floats.allocate(3 * parameters);
    other.write(0, parameters, bytes);
  }

  private VaeState state() {
    return new VaeState(
        Numbers.normal(parameters, 0.05),
        Numbers.normal(parameters, 1e-3),
        Numbers.normal(parameters, 1e-6),
        1);
  }

  @Benchmark
  public VaeState average() {
    mean.setMean(mean, other, 0.5);
    return mean;
  }

  @Benchmark
  public VaeState copy() {
    mean.set(other);
    return mean;
  }

  /** The form of the blocks that executors exchange. */
  @Benchmark
  public ByteBuffer write() {
    bytes.clear();
    other.write(0, parameters, bytes);
    return bytes;
  }

  @Benchmark
  public VaeState read() {
    bytes.clear();
    mean.read(0, parameters, bytes);
    return mean;
  }
}
