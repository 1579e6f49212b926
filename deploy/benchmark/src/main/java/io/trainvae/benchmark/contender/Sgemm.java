package io.trainvae.benchmark.contender;

import io.trainvae.kernel.ProductLibrary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bytedeco.javacpp.FloatPointer;

/**
 * Measures how fast this machine multiplies matrices as the trainer does: in single precision, with
 * each of its libraries, one thread per product.
 */
public final class Sgemm {
  private static final int TRIALS = 3;
  private static final double SECONDS = 0.25;

  /** Square matrices, and the largest products of a step of mlp-400 on 128 images. */
  private static final List<Product> PRODUCTS =
      List.of(
          new Product("512 x 512 x 512", false, 512, 512, 512),
          new Product("1024 x 1024 x 1024", false, 1024, 1024, 1024),
          new Product("2048 x 2048 x 2048", false, 2048, 2048, 2048),
          new Product("128 x 400 x 784, forward", false, 128, 400, 784),
          new Product("400 x 784 x 128, weights' gradient", true, 400, 784, 128));

  /**
   * {@code [m, n] = [m, k] [k, n]}, or the left one stored as its transpose.
   *
   * @param transposed whether the left one is stored as its transpose
   */
  private record Product(String name, boolean transposed, int m, int n, int k) {
    double flops() {
      return 2.0 * m * n * k;
    }

    void multiply(ProductLibrary library, FloatPointer a, FloatPointer b, FloatPointer c) {
      library.multiply(transposed, m, n, k, a, b, c);
    }
  }

  /**
   * The best of a few trials.
   *
   * @param gflops 10^9 operations per second of all threads together
   */
  public record Rate(String library, String product, int threads, double gflops) {}

  private Sgemm() {}

  /** The rates of all products on this many threads at once. */
  public static List<Rate> rates(int threads) throws InterruptedException {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Rate> rates = new ArrayList<>();
      for (ProductLibrary library : ProductLibrary.all()) {
        for (Product product : PRODUCTS) {
          double best = 0;
          for (int trial = 0; trial < TRIALS; trial++) {
            best = Math.max(best, trial(library, product, threads, pool));
          }
          rates.add(new Rate(library.name(), product.name, threads, best / 1e9));
        }
      }
      return rates;
    } finally {
      pool.shutdown();
    }
  }

  private static double trial(
      ProductLibrary library, Product product, int threads, ExecutorService pool)
      throws InterruptedException {
    List<Future<Double>> running = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      running.add(pool.submit(() -> rate(library, product)));
    }
    double sum = 0;
    for (Future<Double> rate : running) {
      try {
        sum += rate.get();
      } catch (ExecutionException e) {
        throw new IllegalStateException("Cannot multiply matrices", e.getCause());
      }
    }
    return sum;
  }

  /** Operations per second of the calling thread. */
  private static double rate(ProductLibrary library, Product product) {
    try (FloatPointer a = ones(product.m * product.k);
        FloatPointer b = ones(product.k * product.n);
        FloatPointer c = ones(product.m * product.n)) {
      product.multiply(library, a, b, c);
      long start = System.nanoTime();
      long now = start;
      int done = 0;
      while (now - start < SECONDS * 1e9) {
        product.multiply(library, a, b, c);
        done++;
        now = System.nanoTime();
      }
      return done * product.flops() / ((now - start) / 1e9);
    }
  }

  private static FloatPointer ones(int count) {
    float[] ones = new float[count];
    Arrays.fill(ones, 1);
    return new FloatPointer(ones);
  }
}
