package io.trainvae.benchmark;

import io.trainvae.benchmark.model.Model;
import io.trainvae.network.InitialWeights;
import io.trainvae.network.TrainableVae;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Prints images a second on one thread as a line of JSON. */
@Command(name = "coding", hidden = true, description = "Encodes and decodes for some seconds.")
final class CodingCommand implements Callable<Integer> {
  private static final int IMAGES = 512;
  private static final double WARM_UP = 2;
  private static final double SECONDS = 2;

  @Option(names = "--preset", required = true)
  private String preset;

  @Override
  public Integer call() {
    Model model = Model.of(preset, List.of());
    try (TrainableVae network = model.open(1)) {
      network.load(
          InitialWeights.of(model.config().model(), model.image(), model.config().train().seed()));
      float[] images = new float[IMAGES * network.pixels()];
      float[] latents = new float[IMAGES * network.latent()];
      int[] labels = new int[IMAGES];
      double encoded = rate(() -> network.encode(images, labels, IMAGES));
      double decoded = rate(() -> network.decode(latents, labels, IMAGES));
      System.out.println(
          String.format(
              Locale.ROOT,
              "{\"preset\": \"%s\", \"encoded\": %.1f, \"decoded\": %.1f}",
              preset,
              encoded,
              decoded));
    }
    return 0;
  }

  private static double rate(Runnable work) {
    run(work, WARM_UP);
    return run(work, SECONDS);
  }

  private static double run(Runnable work, double seconds) {
    long start = System.nanoTime();
    long done = 0;
    double passed = 0;
    while (passed < seconds) {
      work.run();
      done += IMAGES;
      passed = (System.nanoTime() - start) / 1e9;
    }
    return done / passed;
  }
}
