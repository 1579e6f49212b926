package io.trainvae.benchmark.growth;

import io.trainvae.benchmark.growth.Growth.Evaluated;
import io.trainvae.benchmark.growth.Growth.Ingested;
import io.trainvae.benchmark.measure.Command;
import io.trainvae.benchmark.measure.Figure;
import io.trainvae.benchmark.measure.Folders;
import io.trainvae.benchmark.measure.Observed;
import io.trainvae.benchmark.measure.Places;
import io.trainvae.error.JobException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Measures the parts. */
final class Parts {
  /** 160 minibatches of 128, which 16 workers can share evenly. */
  private static final int IMAGES = 20_480;

  private static final int FEW_IMAGES = 5_120;

  private static final int OFTEN = 1;
  private static final int USUAL = 10;

  /** Small, so that the cost of rounds dominates. */
  private static final int CLUSTER_BATCH = 8;

  /** Rounds of an epoch, in each of the two trainings. */
  private static final List<Integer> CLUSTER_ROUNDS = List.of(40, 10);

  private static final int CLUSTER_EPOCHS = 20;

  private final Places places;
  private final List<Integer> workerCounts;
  private final Trainings trainings;
  private final PrintStream progress;

  /**
   * @param workers numbers of workers to train with, ascending
   */
  Parts(Places places, List<Integer> workers, PrintStream progress) {
    this.places = places;
    this.workerCounts = workers;
    this.trainings = new Trainings(places, progress);
    this.progress = progress;
  }

  /** Measures processor time, because there are more workers than cores. */
  List<Trained> workers() {
    List<Trained> all = new ArrayList<>();
    for (int workers : workerCounts) {
      for (int frequency : List.of(USUAL, OFTEN)) {
        String name = "workers-%d-every-%d".formatted(workers, frequency);
        all.add(trainings.train(name, local(workers), IMAGES, workers, frequency, 6, List.of()));
      }
    }
    return all;
  }

  private Command local(int cores) {
    return places.trainVae("local[" + cores + "]");
  }

  /** Ingest of, and training on, more and more images. Deletes the files after use. */
  Growth images(Growth growth) {
    List<Trained> trained = new ArrayList<>();
    List<Ingested> ingested = new ArrayList<>();
    for (int images : List.of(10_000, 50_000, 200_000, 800_000)) {
      ingested.add(ingest(images));
      int epochs = images < 100_000 ? 4 : 2;
      String name = "images-" + images;
      trained.add(trainings.train(name, local(2), images, 2, USUAL, epochs, List.of()));
      Folders.delete(trainings.data(images));
    }
    return growth.withImages(trained, ingested);
  }

  private Ingested ingest(int images) {
    Path data = places.work().resolve("data-" + images);
    Folders.delete(data);
    Path source = trainings.source(images);
    Observed done =
        local(2)
            .and("ingest", "--source", source.toString(), "--output", data.toString())
            .observe(places.log("ingest-" + images));
    require(done, "ingest " + images + " images");
    Folders.delete(source);
    progress.printf("ingest-%d  %s s%n", images, Figure.of(done.seconds()));
    return new Ingested(images + Trainings.TEST_IMAGES, done.seconds(), done.cpuSeconds());
  }

  /** Executors of one core in separate processes, on a standalone cluster on this machine. */
  List<Trained> cluster() {
    int most = workerCounts.get(workerCounts.size() - 1);
    List<Trained> all = new ArrayList<>();
    try (LocalCluster cluster = LocalCluster.start(places, most)) {
      for (int workers : workerCounts) {
        for (int rounds : CLUSTER_ROUNDS) {
          int frequency = FEW_IMAGES / CLUSTER_BATCH / rounds / workers;
          all.add(
              trainings.train(
                  "cluster-%d-every-%d".formatted(workers, frequency),
                  cluster.submit(workers),
                  FEW_IMAGES,
                  workers,
                  frequency,
                  CLUSTER_EPOCHS,
                  List.of("train.batch=" + CLUSTER_BATCH)));
        }
      }
    }
    return all;
  }

  List<Evaluated> evaluate() {
    trainings.train("evaluated", local(2), IMAGES, 2, USUAL, 2, List.of());
    double start = evaluation(0, 1);
    List<Evaluated> all = new ArrayList<>();
    all.add(
        new Evaluated(50, Trainings.TEST_IMAGES, evaluation(50, Trainings.TEST_IMAGES) - start));
    all.add(new Evaluated(5_000, 200, evaluation(5_000, 200) - start));
    return all;
  }

  private double evaluation(int samples, int images) {
    String name = "evaluate-%d-%d".formatted(samples, images);
    Observed done =
        local(2)
            .and("evaluate", "--run", trainings.run().toString())
            .and("--importance-samples", "" + samples, "--limit", "" + images)
            .observe(places.log(name));
    require(done, name);
    progress.printf("%s  %s s%n", name, Figure.of(done.seconds()));
    return done.seconds();
  }

  private static void require(Observed done, String name) {
    if (done.exitCode() != 0) {
      throw JobException.failed(
          "Cannot measure %s: exit code %d, %s".formatted(name, done.exitCode(), done.lastLine()));
    }
  }
}
