package io.trainvae.benchmark.compare;

import io.trainvae.benchmark.compare.Contender.Kind;
import io.trainvae.benchmark.contender.StockMaster;
import io.trainvae.benchmark.measure.Command;
import io.trainvae.benchmark.measure.EpochLine;
import io.trainvae.benchmark.measure.Places;
import io.trainvae.benchmark.model.Model;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The contenders of this project, and dl4j-spark's own trainer. */
final class OwnContenders {
  static final String SPARK = "spark";
  static final String THREADS = "threads";
  static final String ONE = "one-thread";
  static final String EVERY_STEP = "spark-every-step";
  static final String STOCK = "stock";
  static final int FREQUENCY = 10;
  private static final String MEMORY = "4g";

  private final Places places;
  private final CompareRequest request;
  private final Model model;
  private final Path data;

  /**
   * @param data the data set that the train command reads
   */
  OwnContenders(Places places, CompareRequest request, Model model, Path data) {
    this.places = places;
    this.request = request;
    this.model = model;
    this.data = data;
  }

  List<Contender> all() {
    List<Contender> all = new ArrayList<>();
    all.add(train(SPARK, "train-vae, Spark local[2]", "Spark 2", 2, FREQUENCY));
    all.add(plain());
    all.add(train(ONE, "train-vae, one thread", "Spark 1", 1, FREQUENCY));
    all.add(
        train(EVERY_STEP, "train-vae, Spark local[2], averaging every step", "every step", 2, 1));
    all.add(stock(STOCK, "its defaults", "stock", StockMaster.Settings.DEFAULTS));
    all.add(stock("stock-direct", "not exporting", "stock direct", StockMaster.Settings.DIRECT));
    all.add(stock("stock-best", "MEMORY_ONLY", "stock best", StockMaster.Settings.BEST));
    return all;
  }

  /** The run of the train command. */
  static Path run(Places places, String name) {
    return places.work().resolve("run-" + name);
  }

  private Contender train(String name, String title, String label, int workers, int frequency) {
    return Contender.of(
        name,
        title,
        label,
        Kind.OURS,
        workers,
        EpochLine.TRAIN_VAE,
        () ->
            withSettings(
                places
                    .trainVae("local[" + workers + "]")
                    .and("train", "--data", data.toString(), "--preset", request.preset())
                    .and("--run", run(places, name).toString(), "--overwrite")
                    .and("--workers", "" + workers),
                frequency));
  }

  private Contender plain() {
    return Contender.of(
        THREADS,
        "train-vae, plain threads",
        "threads 2",
        Kind.OURS,
        2,
        EpochLine.TRAIN_VAE,
        () -> withSettings(places.own(MEMORY, "plain").and(trainingOptions()), FREQUENCY));
  }

  private Contender stock(String name, String how, String label, StockMaster.Settings settings) {
    Contender stock =
        Contender.of(
            name,
            "dl4j-spark ParameterAveragingTrainingMaster, " + how,
            label,
            Kind.STOCK,
            2,
            EpochLine.TRAIN_VAE,
            () ->
                withSettings(
                    places
                        .own(MEMORY, "stock", "--master-settings", settings.name())
                        .and("--export", places.work().resolve("export").toString())
                        .and(trainingOptions()),
                    FREQUENCY));
    return stock.needing(
        () ->
            StockMaster.canTrain(model.config())
                ? Optional.empty()
                : Optional.of("DL4J's own layers and losses do not make up " + request.preset()));
  }

  private String[] trainingOptions() {
    return new String[] {
      "--data", request.data().toString(), "--preset", request.preset(), "--workers", "2"
    };
  }

  /** Adds the settings, and switches off evaluations and pictures between epochs. */
  private Command withSettings(Command command, int frequency) {
    Command with =
        command
            .and("--set", "train.epochs=" + request.epochs())
            .and("--set", "train.averaging-frequency=" + frequency)
            .and("--set", "evaluate.each-epoch=false")
            .and("--set", "decode.epoch-pictures=false");
    for (String setting : request.settings()) {
      with = with.and("--set", setting);
    }
    return with;
  }
}
