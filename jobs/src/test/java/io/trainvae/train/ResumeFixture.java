package io.trainvae.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainvae.checkpoint.Checkpoint;
import io.trainvae.checkpoint.CheckpointStore;
import io.trainvae.checkpoint.Origin;
import io.trainvae.config.ConfigLoader;
import io.trainvae.config.RunConfig;
import io.trainvae.data.DatasetInfo;
import io.trainvae.data.DatasetJson;
import io.trainvae.data.Progress;
import io.trainvae.ingest.IngestJob;
import io.trainvae.ingest.IngestRequest;
import io.trainvae.metrics.MetricRow;
import io.trainvae.metrics.MetricsFile;
import io.trainvae.metrics.Summary;
import io.trainvae.model.ParameterLayout;
import io.trainvae.network.VaeState;
import io.trainvae.run.RunLayout;
import io.trainvae.storage.Storage;
import io.trainvae.testing.LocalSpark;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** A data set, a training on it that was never stopped, and trainings to stop and resume. */
abstract class ResumeFixture {
  static final int EPOCHS = 3;

  static final int ROUNDS = 3;

  static final Set<String> OF_TIME = Set.of("seconds", "images_per_second");

  @TempDir static Path shared;

  @TempDir Path folder;

  static final SparkSession SPARK = LocalSpark.session();

  static final Storage STORAGE = new Storage(new Configuration());

  static org.apache.hadoop.fs.Path data;

  static RunLayout calm;

  static Summary undisturbed;

  final StopSignal stop = new StopSignal();

  @BeforeAll
  static void trainOnce() {
    data = ingest("data", 0);
    calm = new RunLayout(STORAGE.path(shared.resolve("calm").toString()));
    undisturbed = train(calm, EPOCHS, Optional.empty(), List.of(), new StopSignal());
  }

  static org.apache.hadoop.fs.Path ingest(String name, long seed) {
    var root = STORAGE.path(shared.resolve(name).toString());
    var request = new IngestRequest("synthetic", root, OptionalInt.of(93), Optional.empty(), seed);
    new IngestJob(SPARK, request, Progress.SILENT).execute();
    return root;
  }

  static RunConfig config(int epochs) {
    return new ConfigLoader(STORAGE).load("mlp-400", settings(epochs));
  }

  static List<String> settings(int epochs, String... more) {
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

  static Summary train(
      RunLayout run,
      int epochs,
      Optional<Checkpoint> start,
      List<TrainListener> listeners,
      StopSignal stop) {
    return train(run, data, config(epochs), start, listeners, new RunGuard(Optional.empty(), stop));
  }

  static Summary train(
      RunLayout run,
      org.apache.hadoop.fs.Path images,
      RunConfig config,
      Optional<Checkpoint> start,
      List<TrainListener> listeners,
      RunGuard guard) {
    var request = new TrainRequest(config, images, run.root(), start);
    return new TrainJob(SPARK, request, listeners, guard).execute();
  }

  static Optional<Checkpoint> newest(RunLayout run, int epochs) {
    return newest(run, config(epochs));
  }

  static Optional<Checkpoint> newest(RunLayout run, RunConfig config) {
    DatasetInfo dataset = DatasetJson.read(data, STORAGE.configuration());
    return new CheckpointStore(STORAGE, run.checkpoints())
        .newest(
            Origin.of(config, dataset),
            () -> new ParameterLayout(config.model(), dataset.image()).total(),
            complaint -> {
              throw new AssertionError(complaint);
            });
  }

  RunLayout run(String name) {
    return new RunLayout(STORAGE.path(folder.resolve(name).toString()));
  }

  /** Requests a stop after this many rounds. */
  TrainListener stopAfter(int rounds) {
    return stopAfter(rounds, stop);
  }

  static TrainListener stopAfter(int rounds, StopSignal stop) {
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

  static List<String> metrics(RunLayout run) {
    return new MetricsFile(STORAGE, run.metrics())
        .read().stream()
            .filter(row -> !OF_TIME.contains(row.metric()))
            .map(ResumeFixture::withoutTime)
            .toList();
  }

  static String withoutTime(MetricRow row) {
    return "%d %d %s %s %s"
        .formatted(row.epoch(), row.round(), row.split(), row.metric(), row.value());
  }

  static void assertLikeUndisturbed(RunLayout run, Summary summary) {
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

  static String stopMessage(int rounds) {
    int epochs = rounds / ROUNDS;
    return rounds % ROUNDS == 0
        ? "Stopped after epoch %d/%d; --resume continues there".formatted(epochs, EPOCHS)
        : "Stopped in epoch %d/%d after round %d/%d; --resume continues there"
            .formatted(epochs + 1, EPOCHS, rounds % ROUNDS, ROUNDS);
  }
}
