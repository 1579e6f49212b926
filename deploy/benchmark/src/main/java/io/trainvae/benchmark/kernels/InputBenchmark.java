package io.trainvae.benchmark.kernels;

import io.trainvae.model.Binarisation;
import io.trainvae.network.Pixels;
import io.trainvae.network.RandomStreams;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a step of mlp-400 is given: 128 images of 784 pixels, 128 x 20 normal numbers. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Thread)
public class InputBenchmark {
  private static final int PIXELS = 128 * 784;
  private static final int LATENTS = 128 * 20;

  @Param({"NONE", "THRESHOLD", "DYNAMIC"})
  Binarisation binarisation;

  private final byte[] bytes = Numbers.pixels(PIXELS);
  private final float[] images = new float[PIXELS];
  private final float[] noise = new float[LATENTS];
  private final SplittableRandom random = new SplittableRandom(3);

  @Benchmark
  public float[] unpack() {
    Pixels.unpack(binarisation, random, bytes, 0, images, 0, PIXELS);
    return images;
  }

  @Benchmark
  public float[] noise() {
    RandomStreams.fillNormal(random, noise, LATENTS);
    return noise;
  }
}
