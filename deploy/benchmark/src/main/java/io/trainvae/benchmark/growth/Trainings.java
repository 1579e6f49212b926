package io.trainvae.benchmark.growth;

import io.trainvae.benchmark.measure.Command;
import io.trainvae.benchmark.measure.EpochLine;
import io.trainvae.benchmark.measure.Figure;
import io.trainvae.benchmark.measure.Observed;
import io.trainvae.benchmark.measure.Places;
import io.trainvae.benchmark.model.Model;
import io.trainvae.error.JobException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Runs the train command and reports its figures. */
final class Trainings {
  static final String PRESET = "mlp-400";

  /** Test images of every data set. */
  static final int TEST_IMAGES = 10_000;

  /** Settings that would otherwise depend on the number of workers or cores. */
  private static final List<String> FIXED =
      List.of(
          "train.scaling.batch-exponent=0",
          "train.scaling.learning-rate-exponent=0",
          "train.threads=1");

  private final Places places;
  private final PrintStream progress;

  Trainings(Places places, PrintStream progress) {
    this.places = places;
    this.progress = progress;
  }

  /** A data set with this many training images. */
  Path data(int images) {
    Path data = places.work().resolve("data-" + images);
    return Files.exists(data.resolve("dataset.json"))
        ? data
        : places.ingested("data-" + images, "--source", source(images).toString());
  }

  /** IDX files with this many training images. */
  Path source(int images) {
    Path source = places.work().resolve("idx-" + images);
    if (!Files.exists(source)) {
      TiledImages.write(source, images, TEST_IMAGES);
    }
    return source;
  }

  /** The run of the last training. */
  Path run() {
    return places.work().resolve("run");
  }

  /**
   * @param base the command up to the word train
   * @param settings of the preset
   */
  Trained train(
      String name,
      Command base,
      int images,
      int workers,
      int frequency,
      int epochs,
      List<String> settings) {
    Command command =
        base.and("train", "--data", data(images).toString(), "--preset", PRESET)
            .and("--run", run().toString(), "--overwrite", "--workers", "" + workers)
            .and("--epochs", "" + epochs, "--averaging-frequency", "" + frequency)
            .and("--set", "decode.epoch-pictures=false");
    for (String setting : Stream.concat(FIXED.stream(), settings.stream()).toList()) {
      command = command.and("--set", setting);
    }
    Observed run = command.observe(places.log(name), EpochLine.TRAIN_VAE, epoch -> {});
    if (run.exitCode() != 0 || run.warm().isEmpty()) {
      throw JobException.failed(
          "Cannot train %s: exit code %d, %s; see %s"
              .formatted(name, run.exitCode(), run.lastLine(), places.log(name)));
    }
    Model model = Model.of(PRESET, settings);
    int rounds = model.rounds(images, workers, frequency);
    Trained trained = Trained.of(workers, images, frequency, rounds, run);
    progress.printf(
        Locale.ROOT,
        "%s  %s s and %s s of CPU an epoch, %d rounds%n",
        name,
        Figure.of(trained.seconds()),
        Figure.of(trained.cpuSeconds()),
        rounds);
    return trained;
  }
}
