package io.trainvae.checkpoint;

import io.trainvae.config.ConfigLoader;
import io.trainvae.config.RunConfig;
import io.trainvae.data.DatasetInfo;
import io.trainvae.network.VaeState;
import io.trainvae.storage.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A store of checkpoints in a temporary folder, and small checkpoints to write to it. */
abstract class CheckpointFixture {
  static final int SIZE = 3;

  static final int KEEP = 2;

  static final DatasetInfo DATASET =
      new DatasetInfo(
          "few", false, 60, 10, 28, 28, 10, List.of(new DatasetInfo.SourceFile("a.gz", "ab12")));

  @TempDir Path folder;

  final Configuration conf = new Configuration();

  final Storage storage = new Storage(conf);

  final RunConfig config =
      new ConfigLoader(storage).load("mlp-400", List.of("train.outer.type=plain"));

  final Origin origin = Origin.of(config.withWorkers(2), DATASET);

  final List<String> complaints = new ArrayList<>();

  CheckpointStore store;

  @BeforeEach
  void open() {
    store = new CheckpointStore(storage, storage.path(in("checkpoints").toString()));
  }

  Path in(String name) {
    return folder.resolve("run").resolve(name);
  }

  Checkpoint at(int epochs, int rounds, double lastReconstruction) {
    List<EpochFigures> history = new ArrayList<>();
    for (int epoch = 1; epoch <= epochs; epoch++) {
      double reconstruction = epoch == epochs ? lastReconstruction : 99;
      history.add(
          new EpochFigures(
              epoch,
              epoch * 24,
              60,
              reconstruction,
              0.1 + epoch,
              1.25,
              1e-3,
              Double.NaN,
              Double.NaN));
    }
    return new Checkpoint(
        new Position(epochs, rounds, rounds * 7, rounds * 1e9 / 3, rounds * 0.1),
        rounds * 0.7,
        origin,
        "00c0ffee",
        null,
        history,
        Map.of("plateau", Map.of("best", Double.NaN, "rate", 0.1, "low", -1.0 / 0)));
  }

  static VaeState state(Position at) {
    float[] values = {at.epochs(), at.rounds(), -0.0f};
    float[] moments = {1e-40f, Float.MIN_VALUE, 1 / 3f};
    return new VaeState(values, moments, new float[] {at.epochs(), 4, 5}, at.epochs() * 100L);
  }

  void write(CheckpointStore to, Checkpoint checkpoint, int keep) {
    CheckpointWriter.write(storage, to, checkpoint, state(checkpoint.at()), 1, keep);
  }

  Optional<Checkpoint> newest() {
    return store.newest(origin, () -> SIZE, complaints::add);
  }

  int newestEpoch() {
    return newest().orElseThrow().at().epochs();
  }

  List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(in("checkpoints"))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  /** The same before the figures of its last epoch were made. */
  Checkpoint opened(Checkpoint closed) {
    int epochs = closed.at().epochs();
    return new Checkpoint(
        new Position(epochs, 0, 60, 4800, 186),
        1.25,
        origin,
        closed.images(),
        closed.state(),
        closed.history().subList(0, epochs - 1),
        Map.of());
  }
}
