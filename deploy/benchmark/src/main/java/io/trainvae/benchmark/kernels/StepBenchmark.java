package io.trainvae.benchmark.kernels;

import io.trainvae.benchmark.model.Model;
import io.trainvae.config.RunConfig;
import io.trainvae.model.Binarisation;
import io.trainvae.network.InitialWeights;
import io.trainvae.network.Pixels;
import io.trainvae.network.TrainableVae;
import io.trainvae.network.VaeState;
import io.trainvae.objective.StepLoss;
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
 * One training step of each preset on a full minibatch; and loading and saving a state, as once in
 * a round.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Thread)
public class StepBenchmark {
  @Param({"mlp-400", "mlp-512-256", "cnn", "cvae", "deep-conv", "iwae"})
  String preset;

  /** Images of a minibatch; 0 for the preset's. */
  @Param("0")
  int batch;

  @Param("1")
  int threads;

  private TrainableVae network;
  private VaeState start;
  private double learningRate;
  private int images;

  @Setup(Level.Trial)
  public void open() {
    Model model = Model.of(preset, batch > 0 ? List.of("train.batch=" + batch) : List.of());
    RunConfig config = model.config();
    network = model.open(threads);
    images = config.train().batch();
    learningRate = config.optimiser().learningRate();
    start = InitialWeights.of(config.model(), model.image(), 0);
    network.load(start);
    byte[] pixels = Numbers.pixels(network.inputs().images().length);
    Pixels.unpack(Binarisation.NONE, null, pixels, 0, network.inputs().images(), 0, pixels.length);
    Numbers.normal(network.inputs().noise(), 1);
  }

  @TearDown(Level.Trial)
  public void close() {
    network.close();
  }

  @Benchmark
  public StepLoss step() {
    return network.step(images, learningRate, 1);
  }

  @Benchmark
  public VaeState loadAndState() {
    network.load(start);
    return network.state();
  }
}
