package io.trainvae.benchmark;

import io.trainvae.benchmark.contender.StockMaster;
import io.trainvae.benchmark.model.Images;
import io.trainvae.benchmark.model.Model;
import io.trainvae.data.Split;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints lines like those of the train command. */
@Command(name = "stock", hidden = true, description = "Trains with dl4j-spark's own averaging.")
final class StockCommand implements Callable<Integer> {
  @Mixin private TrainingOptions training;

  @Option(names = "--master-settings", required = true)
  private StockMaster.Settings settings;

  @Option(names = "--export", required = true)
  private Path export;

  @Override
  public Integer call() {
    Model model = training.model();
    Images images = Images.read(training.data(), Split.TRAIN, model.image());
    int epochs = model.config().train().epochs();
    int frequency = model.config().train().averagingFrequency();
    try (StockMaster master =
        new StockMaster(model, images, training.workers(), frequency, settings, export)) {
      for (int epoch = 1; epoch <= epochs; epoch++) {
        long start = System.nanoTime();
        double score = master.epoch();
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.println(
            String.format(
                Locale.ROOT,
                "epoch %d/%d  -ELBO %.2f = that of the last minibatches  %.3f s",
                epoch,
                epochs,
                score,
                seconds));
      }
      Images test = Images.read(training.data(), Split.TEST, model.image());
      System.out.println(String.format(Locale.ROOT, "test -ELBO %.2f", master.test(test)));
    }
    return 0;
  }
}
