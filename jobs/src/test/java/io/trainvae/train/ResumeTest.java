package io.trainvae.train;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trainvae.checkpoint.Checkpoint;
import io.trainvae.checkpoint.CheckpointStore;
import io.trainvae.checkpoint.Origin;
import io.trainvae.checkpoint.StateFiles;
import io.trainvae.config.ConfigLoader;
import io.trainvae.config.RunConfig;
import io.trainvae.data.DatasetInfo;
import io.trainvae.data.DatasetJson;
import io.trainvae.data.Progress;
import io.trainvae.error.ExitCode;
import io.trainvae.error.JobException;
import io.trainvae.ingest.IngestJob;
import io.trainvae.ingest.IngestRequest;
import io.trainvae.lease.Lease;
import io.trainvae.metrics.MetricRow;
import io.trainvae.metrics.MetricsFile;
import io.trainvae.metrics.Summary;
import io.trainvae.model.ParameterLayout;
import io.trainvae.network.VaeState;
import io.trainvae.run.RunLayout;
import io.trainvae.storage.Storage;
import io.trainvae.testing.LocalSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A training that is stopped and resumed ends as one that was not. Two workers, on real Spark. */
class ResumeTest {
  private static final int EPOCHS = 3;
  private static final int ROUNDS = 3;
  private static final Set<String> OF_TIME = Set.of("seconds", "images_per_second");

  @TempDir static Path shared;
  @TempDir Path folder;
  private static final SparkSession SPARK = LocalSpark.session();
  private static final Storage STORAGE = new Storage(new Configuration());
  private static org.apache.hadoop.fs.Path data;
  private static RunLayout calm;
  private static Summary undisturbed;

  private final StopSignal stop = new StopSignal();

  @BeforeAll
  static void trainOnce() {
    data = ingest("data", 0);
    calm = new RunLayout(STORAGE.path(shared.resolve("calm").toString()));
    undisturbed = train(calm, EPOCHS, Optional.empty(), List.of(), new StopSignal());
  }

  private static org.apache.hadoop.fs.Path ingest(String name, long seed) {
    var root = STORAGE.path(shared.resolve(name).toString());
    var request = new IngestRequest("synthetic", root, OptionalInt.of(93), Optional.empty(), seed);
    new IngestJob(SPARK, request, Progress.SILENT).execute();
    return root;
  }

  private static RunConfig config(int epochs) {
    return new ConfigLoader(STORAGE).load("mlp-400", settings(epochs));
  }

  private static List<String> settings(int epochs, String... more) {
    List<String> settings =
        new ArrayList<>(
            List.of(
                "train.workers=2",
                "train.batch=8",
                "train.averaging-frequency=2",
                "train.epochs=" + epochs,
                "train.schedule={type: exponential, factor: 0.5, warm-up-epochs: 1.5}",
                "train.scaling={batch-exponent: 0.5, least-batch: 1, learning-rate-exponent: 0.5}",
                "train.early-stopping.patience=9",
                "evaluate.each-epoch=true",
                "model.latent=3",
                "model.encoder=[{type: dense, units: 16, activation: relu}]",
                "model.decoder=[{type: dense, units: 16, activation: relu}]"));
    settings.addAll(List.of(more));
    return settings;
  }

  private static Summary train(
      RunLayout run,
      int epochs,
      Optional<Checkpoint> start,
      List<TrainListener> listeners,
      StopSignal stop) {
    return train(run, data, config(epochs), start, listeners, new RunGuard(Optional.empty(), stop));
  }

  private static Summary train(
      RunLayout run,
      org.apache.hadoop.fs.Path images,
      RunConfig config,
      Optional<Checkpoint> start,
      List<TrainListener> listeners,
      RunGuard oversight) {
    var request = new TrainRequest(config, images, run.root(), start);
    return new TrainJob(SPARK, request, listeners, oversight).execute();
  }

  private static Optional<Checkpoint> newest(RunLayout run, int epochs) {
    return newest(run, config(epochs));
  }

  private static Optional<Checkpoint> newest(RunLayout run, RunConfig config) {
    DatasetInfo dataset = DatasetJson.read(data, STORAGE.configuration());
    return new CheckpointStore(STORAGE, run.checkpoints())
        .newest(
            Origin.of(config, dataset),
            () -> new ParameterLayout(config.model(), dataset.image()).total(),
            complaint -> {
              throw new AssertionError(complaint);
            });
  }

  private RunLayout run(String name) {
    return new RunLayout(STORAGE.path(folder.resolve(name).toString()));
  }

  /** Requests a stop after this many rounds. */
  private TrainListener stopAfter(int rounds) {
    return stopAfter(rounds, stop);
  }

  private static TrainListener stopAfter(int rounds, StopSignal stop) {
    return new TrainListener() {
      private int done;

      @Override
      public void roundDone(Round round) {
        if (++done == rounds) {
          stop.request();
        }
      }
    };
  }

  private static List<String> metrics(RunLayout run) {
    return new MetricsFile(STORAGE, run.metrics())
        .read().stream()
            .filter(row -> !OF_TIME.contains(row.metric()))
            .map(ResumeTest::withoutTime)
            .toList();
  }

  private static String withoutTime(MetricRow row) {
    return "%d %d %s %s %s"
        .formatted(row.epoch(), row.round(), row.split(), row.metric(), row.value());
  }

  private static void assertLikeUndisturbed(RunLayout run, Summary summary) {
    assertThat(summary.parametersSha256()).isEqualTo(undisturbed.parametersSha256());
    assertThat(summary.train().negElbo()).isEqualTo(undisturbed.train().negElbo());
    assertThat(summary.train().disagreement())
        .isEqualTo(undisturbed.train().disagreement())
        .isBetween(1e-5, 1.0);
    assertThat(metrics(run)).isEqualTo(metrics(calm)).hasSize((6 + 4) * EPOCHS + 1);
    for (String file : List.of("parameters.bin", "model.json")) {
      assertThat(STORAGE.read(new org.apache.hadoop.fs.Path(run.model(), file)))
          .isEqualTo(STORAGE.read(new org.apache.hadoop.fs.Path(calm.model(), file)));
    }
    assertThat(STORAGE.read(new org.apache.hadoop.fs.Path(run.images(), "training.gif")))
        .isEqualTo(STORAGE.read(new org.apache.hadoop.fs.Path(calm.images(), "training.gif")));
    Checkpoint last = newest(run, EPOCHS).orElseThrow();
    Checkpoint expected = newest(calm, EPOCHS).orElseThrow();
    assertThat(last.at()).isEqualTo(expected.at());
    assertThat(last.images()).isEqualTo(expected.images());
    assertThat(last.controls()).isEqualTo(expected.controls()).isNotEmpty();
    VaeState state = last.state().read(STORAGE, 0);
    VaeState expectedState = expected.state().read(STORAGE, 0);
    assertThat(state.firstMoment()).isEqualTo(expectedState.firstMoment());
    assertThat(state.secondMoment()).isEqualTo(expectedState.secondMoment());
    assertThat(last.state().steps()).isEqualTo(expected.state().steps());
  }

  @Test
  void stoppedAfterEachRoundItEndsWithTheSameBytes() {
    RunLayout run = run("each");
    int stops = 0;
    while (true) {
      Optional<Checkpoint> start = newest(run, EPOCHS);
      StopSignal next = new StopSignal();
      TrainListener once =
          new TrainListener() {
            @Override
            public void roundDone(Round round) {
              next.request();
            }
          };
      try {
        Summary summary = train(run, EPOCHS, start, List.of(once), next);
        assertThat(stops).isEqualTo(EPOCHS * ROUNDS - 1);
        assertLikeUndisturbed(run, summary);
        return;
      } catch (JobException e) {
        assertThat(e.exitCode()).isEqualTo(ExitCode.INTERRUPTED);
        stops++;
        assertThat(e).hasMessage(stopMessage(stops));
      }
    }
  }

  /**
   * Two workers of four threads on two cores give a warning and the same bytes, also within an
   * epoch.
   */
  @Test
  void resumedWithMoreThreadsItEndsWithTheSameBytes() {
    RunLayout run = run("threads");
    assertThatThrownBy(() -> train(run, EPOCHS, Optional.empty(), List.of(stopAfter(4)), stop))
        .hasMessage(stopMessage(4));
    RunConfig config =
        new ConfigLoader(STORAGE).load("mlp-400", settings(EPOCHS, "train.threads=4"));
    List<String> warnings = new ArrayList<>();
    TrainListener listener =
        new TrainListener() {
          @Override
          public void warned(String line) {
            warnings.add(line);
          }
        };
    Summary summary =
        train(
            run,
            data,
            config,
            newest(run, EPOCHS),
            List.of(listener),
            new RunGuard(Optional.empty(), new StopSignal()));
    assertLikeUndisturbed(run, summary);
    assertThat(summary.train().threads()).isEqualTo(4);
    assertThat(undisturbed.train().threads()).as("a worker's share of two cores").isEqualTo(1);
    assertThat(warnings)
        .containsExactly(
            "2 workers of 4 threads on 2 cores: they will take turns, or get in each other's way");
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.getName().contains(", step thread "));
  }

  @Test
  void anotherNumberOfWorkersGoesOnBetweenTwoEpochs() {
    RunConfig two =
        new ConfigLoader(STORAGE)
            .load(
                "mlp-400",
                settings(
                    EPOCHS,
                    "train.averaging-growth={first-frequency: 1, epochs: 2}",
                    "train.outer={type: nesterov, momentum: 0.3}"));
    RunConfig three = two.withWorkers(3);
    Set<String> results = new HashSet<>();
    for (String name : List.of("elastic", "elastic-again", "elastic-one")) {
      RunConfig others = name.endsWith("one") ? two.withWorkers(1) : three;
      RunLayout run = run(name);
      RunGuard oversight = new RunGuard(Optional.empty(), new StopSignal());
      StopSignal within = new StopSignal();
      TrainListener stopper = stopAfter(7, within);
      assertThatThrownBy(
              () ->
                  train(
                      run,
                      data,
                      two,
                      Optional.empty(),
                      List.of(stopper),
                      new RunGuard(Optional.empty(), within)))
          .hasMessage("Stopped in epoch 2/3 after round 3/4; --resume continues there");
      assertThatThrownBy(() -> newest(run, three))
          .hasMessageEndingWith("with another configuration: train.workers is 3, was 2");
      StopSignal afterEpoch = new StopSignal();
      TrainListener atItsEnd =
          new TrainListener() {
            @Override
            public void epochDone(Epoch epoch) {
              afterEpoch.request();
            }
          };
      assertThatThrownBy(
              () ->
                  train(
                      run,
                      data,
                      two,
                      newest(run, two),
                      List.of(atItsEnd),
                      new RunGuard(Optional.empty(), afterEpoch)))
          .hasMessage("Stopped after epoch 2/3; --resume continues there");
      Summary summary = train(run, data, others, newest(run, others), List.of(), oversight);
      assertThat(summary.workers()).isEqualTo(others.train().workers());
      results.add(summary.parametersSha256());
      assertThat(
              new MetricsFile(STORAGE, run.metrics())
                  .read().stream().map(MetricRow::round).distinct())
          .contains(4, 8);
    }
    assertThat(results).hasSize(2).doesNotContain(undisturbed.parametersSha256());
  }

  private static String stopMessage(int rounds) {
    int epochs = rounds / ROUNDS;
    return rounds % ROUNDS == 0
        ? "Stopped after epoch %d/%d; --resume continues there".formatted(epochs, EPOCHS)
        : "Stopped in epoch %d/%d after round %d/%d; --resume continues there"
            .formatted(epochs + 1, EPOCHS, rounds % ROUNDS, ROUNDS);
  }

  @Test
  void aTrainingThatFailsGoesOnFromTheCheckpointBefore() {
    RunLayout run = run("failed");
    TrainListener failure =
        new TrainListener() {
          @Override
          public void roundDone(Round round) {
            if (round.epoch() == 3 && round.round() == 2) {
              throw new IllegalStateException("as if the machine had burst");
            }
          }
        };
    assertThatThrownBy(() -> train(run, EPOCHS, Optional.empty(), List.of(failure), stop))
        .hasMessageContaining("burst");
    Checkpoint start = newest(run, EPOCHS).orElseThrow();
    assertThat(start.at().name()).isEqualTo("epoch-0002");
    assertLikeUndisturbed(run, train(run, EPOCHS, Optional.of(start), List.of(), stop));
  }

  @Test
  void aFailureAfterAnEpochLosesNothingOfIt() {
    RunLayout run = run("failed-after");
    TrainListener failure =
        new TrainListener() {
          @Override
          public void epochDone(Epoch epoch) {
            if (epoch.epoch() == 2) {
              throw new IllegalStateException("as if the metrics could not be written");
            }
          }
        };
    assertThatThrownBy(() -> train(run, EPOCHS, Optional.empty(), List.of(failure), stop))
        .hasMessageContaining("metrics could not be written");
    Checkpoint start = newest(run, EPOCHS).orElseThrow();
    assertThat(start.at().name()).isEqualTo("epoch-0002");
    assertThat(start.at().hasOpenEpoch()).isTrue();
    List<Integer> trained = new ArrayList<>();
    TrainListener rounds =
        new TrainListener() {
          @Override
          public void roundDone(Round round) {
            trained.add(round.epoch());
          }
        };
    assertLikeUndisturbed(run, train(run, EPOCHS, Optional.of(start), List.of(rounds), stop));
    assertThat(trained).containsOnly(3);
  }

  @Test
  void moreEpochsAreAsIfTheyHadBeenAskedForAtOnce() {
    RunLayout run = run("more");
    train(run, 1, Optional.empty(), List.of(), stop);
    Summary summary = train(run, EPOCHS, newest(run, EPOCHS), List.of(), stop);
    assertLikeUndisturbed(run, summary);
    assertThat(summary.train().seconds()).isGreaterThan(0);
  }

  @Test
  void checkpointsWithinEpochsComeWhenAskedFor() throws IOException {
    RunConfig often =
        new ConfigLoader(STORAGE)
            .read(calm.config(), List.of("checkpoint.every-rounds=1", "checkpoint.keep=4"));
    RunLayout run = run("often");
    train(run, data, often, Optional.empty(), List.of(), new RunGuard(Optional.empty(), stop));
    try (var names = Files.list(folder.resolve("often/checkpoints"))) {
      assertThat(names.map(name -> name.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "film", "epoch-0002", "epoch-0002-round-0001", "epoch-0002-round-0002", "epoch-0003");
    }
  }

  /** A checkpoint of before there was a figure of it: the rounds that follow have one. */
  @Test
  void anOlderCheckpointKnowsNothingOfTheDisagreement() {
    RunLayout run = run("older");
    assertThatThrownBy(() -> train(run, EPOCHS, Optional.empty(), List.of(stopAfter(4)), stop))
        .hasMessage(stopMessage(4));
    Checkpoint met = newest(run, EPOCHS).orElseThrow();
    Map<String, Map<String, Double>> controls = new HashMap<>(met.controls());
    assertThat(controls.remove("disagreement")).isNotNull();
    Checkpoint older =
        new Checkpoint(
            met.at(),
            met.seconds(),
            met.origin(),
            met.images(),
            met.state(),
            met.history(),
            controls);
    Summary summary = train(run, EPOCHS, Optional.of(older), List.of(), new StopSignal());
    assertThat(summary.parametersSha256()).isEqualTo(undisturbed.parametersSha256());
    assertThat(summary.train().disagreement()).isEqualTo(undisturbed.train().disagreement());
    assertThat(metrics(run).stream().filter(row -> !metrics(calm).contains(row)))
        .singleElement()
        .asString()
        .startsWith("2 6 train disagreement ");
  }

  /** Broken off in the second epoch, after it and in the third one. */
  @Test
  void resumedWithMomentumItEndsWithTheSameBytes() {
    RunConfig config =
        new ConfigLoader(STORAGE)
            .load("mlp-400", settings(EPOCHS, "train.outer={type: nesterov, momentum: 0.9}"));
    RunLayout whole = run("momentum");
    RunGuard calmly = new RunGuard(Optional.empty(), stop);
    Summary expected = train(whole, data, config, Optional.empty(), List.of(), calmly);
    assertThat(expected.parametersSha256()).isNotEqualTo(undisturbed.parametersSha256());
    RunLayout run = run("momentum-resumed");
    for (int stopAfter : List.of(4, 6, 7)) {
      StopSignal next = new StopSignal();
      TrainListener stopper =
          new TrainListener() {
            @Override
            public void roundDone(Round round) {
              if ((round.epoch() - 1) * ROUNDS + round.round() == stopAfter) {
                next.request();
              }
            }
          };
      RunGuard oversight = new RunGuard(Optional.empty(), next);
      assertThatThrownBy(
              () -> train(run, data, config, newest(run, config), List.of(stopper), oversight))
          .hasMessage(stopMessage(stopAfter));
    }
    Summary summary = train(run, data, config, newest(run, config), List.of(), calmly);
    assertThat(summary.parametersSha256()).isEqualTo(expected.parametersSha256());
    StateFiles state = newest(run, config).orElseThrow().state();
    assertThat(state.readVelocity(STORAGE, 0))
        .isEqualTo(newest(whole, config).orElseThrow().state().readVelocity(STORAGE, 0))
        .matches(velocity -> velocity[velocity.length - 1] != 0);
    assertThatThrownBy(() -> newest(run, EPOCHS))
        .hasMessageEndingWith("another configuration: train.outer.momentum is 0.5, was 0.9");
  }

  @Test
  void otherImagesUnderTheSameNameAreRefusedAndNothingIsTouched() {
    var others = ingest("others", 7);
    Optional<Checkpoint> start = newest(calm, EPOCHS);
    byte[] before = STORAGE.read(calm.config());
    assertThatThrownBy(
            () ->
                train(
                    calm,
                    others,
                    config(EPOCHS),
                    start,
                    List.of(),
                    new RunGuard(Optional.empty(), stop)))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DATA))
        .hasMessageMatching(
            "Cannot resume on other training images: checksum [0-9a-f]{8}, was [0-9a-f]{8}");
    assertThat(STORAGE.read(calm.config())).isEqualTo(before);
  }

  @Test
  void aRunThatVanishesIsNotMadeAgain() {
    RunLayout run = run("vanishing");
    TrainListener vandal =
        new TrainListener() {
          @Override
          public void roundDone(Round round) {
            if (round.epoch() == 2 && round.round() == ROUNDS) {
              STORAGE.delete(run.root());
            }
          }
        };
    try (Lease lease = Lease.acquire(STORAGE, run.leased(), notice -> {})) {
      assertThatThrownBy(
              () ->
                  train(
                      run,
                      data,
                      config(EPOCHS),
                      Optional.empty(),
                      List.of(vandal),
                      new RunGuard(Optional.of(lease), stop)))
          .isInstanceOfSatisfying(
              JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.STORAGE))
          .hasMessage(
              "Stopped writing to run %s: its folder is gone, or .lease.json was deleted"
                  .formatted(run.root()));
    }
    assertThat(folder.resolve("vanishing")).doesNotExist();
  }

  @Test
  void aTrainingThatLostItsRunWritesNoEndIntoIt() {
    RunLayout run = run("taken");
    TrainListener thief =
        new TrainListener() {
          @Override
          public void roundDone(Round round) {
            if (round.epoch() == 2) {
              STORAGE.writeAtomically(
                  run.leased().file(), "{\"token\": \"another\"}".getBytes(UTF_8));
              throw new IllegalStateException("as if the machine had burst");
            }
          }
        };
    try (Lease lease = Lease.acquire(STORAGE, run.leased(), notice -> {})) {
      var oversight = new RunGuard(Optional.of(lease), stop);
      assertThatThrownBy(
              () -> train(run, data, config(EPOCHS), Optional.empty(), List.of(thief), oversight))
          .hasMessageContaining("burst");
    }
    assertThat(STORAGE.exists(run.config())).isTrue();
    assertThat(STORAGE.exists(run.summary())).isFalse();
  }

  @Test
  void aLostFrameIsMissedByNothingButTheFilm() throws IOException {
    RunLayout run = run("frames");
    assertThatThrownBy(
            () -> train(run, EPOCHS, Optional.empty(), List.of(stopAfter(2 * ROUNDS)), stop))
        .hasMessage("Stopped after epoch 2/3; --resume continues there");
    Files.delete(folder.resolve("frames/checkpoints/film/epoch-0000.bin"));
    Files.write(folder.resolve("frames/checkpoints/film/epoch-0001.bin"), new byte[9]);
    Summary summary = train(run, EPOCHS, newest(run, EPOCHS), List.of(), new StopSignal());
    assertThat(summary.parametersSha256()).isEqualTo(undisturbed.parametersSha256());
    assertThat(Files.size(folder.resolve("frames/images/training.gif")))
        .isLessThan(Files.size(shared.resolve("calm/images/training.gif")));
  }
}
