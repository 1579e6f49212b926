package io.trainvae.benchmark;

import io.trainvae.benchmark.contender.PlainLoss;
import io.trainvae.benchmark.contender.PlainThreads;
import io.trainvae.benchmark.model.Images;
import io.trainvae.benchmark.model.Model;
import io.trainvae.data.Split;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Prints lines like those of the train command, and at the end the checksum of the parameters. */
@Command(name = "plain", hidden = true, description = "Trains on threads of this process.")
final class PlainCommand implements Callable<Integer> {
  @Mixin private TrainingOptions training;

  @Override
  public Integer call() throws InterruptedException {
    Model model = training.model();
    Images images = Images.read(training.data(), Split.TRAIN, model.image());
    int epochs = model.config().train().epochs();
    int frequency = model.config().train().averagingFrequency();
    int each = Math.max(1, model.config().train().threads());
    try (PlainThreads threads =
        new PlainThreads(model, images, training.workers(), each, frequency)) {
      for (int epoch = 1; epoch <= epochs; epoch++) {
        long start = System.nanoTime();
        PlainLoss loss = threads.epoch();
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.println(line(epoch, epochs, loss, seconds));
      }
      System.out.println("parameters " + threads.state().parametersSha256());
    }
    return 0;
  }

  private static String line(int epoch, int epochs, PlainLoss loss, double seconds) {
    double reconstruction = loss.meanReconstruction();
    double kl = loss.meanKl();
    return String.format(
        Locale.ROOT,
        "epoch %d/%d  -ELBO %.2f = %.2f + %.2f  %,.0f images/s  %.3f s",
        epoch,
        epochs,
        reconstruction + kl,
        reconstruction,
        kl,
        loss.images() / seconds,
        seconds);
  }
}
