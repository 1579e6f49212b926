package io.trainvae.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trainvae.config.ConfigLoader;
import io.trainvae.config.RunConfig;
import io.trainvae.data.DatasetInfo;
import io.trainvae.error.ExitCode;
import io.trainvae.error.JobException;
import io.trainvae.network.VaeState;
import io.trainvae.storage.Sha256;
import io.trainvae.storage.Storage;
import io.trainvae.storage.SyncRecordingFileSystem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckpointStoreTest {
  private static final int SIZE = 3;
  private static final int KEEP = 2;
  private static final DatasetInfo DATASET =
      new DatasetInfo(
          "few", false, 60, 10, 28, 28, 10, List.of(new DatasetInfo.SourceFile("a.gz", "ab12")));

  @TempDir Path folder;
  private final Configuration conf = new Configuration();
  private final Storage storage = new Storage(conf);
  private final RunConfig config =
      new ConfigLoader(storage).load("mlp-400", List.of("train.outer.type=plain"));
  private final Origin origin = Origin.of(config.withWorkers(2), DATASET);
  private final List<String> complaints = new ArrayList<>();
  private CheckpointStore store;

  @BeforeEach
  void open() {
    store = new CheckpointStore(storage, storage.path(in("checkpoints").toString()));
  }

  private Path in(String name) {
    return folder.resolve("run").resolve(name);
  }

  private Checkpoint at(int epochs, int rounds, double lastReconstruction) {
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

  private static VaeState state(Position at) {
    float[] values = {at.epochs(), at.rounds(), -0.0f};
    float[] moments = {1e-40f, Float.MIN_VALUE, 1 / 3f};
    return new VaeState(values, moments, new float[] {at.epochs(), 4, 5}, at.epochs() * 100L);
  }

  private void write(CheckpointStore to, Checkpoint checkpoint, int keep) {
    CheckpointWriter.write(storage, to, checkpoint, state(checkpoint.at()), 1, keep);
  }

  private Optional<Checkpoint> newest() {
    return store.newest(origin, () -> SIZE, complaints::add);
  }

  private int newestEpoch() {
    return newest().orElseThrow().at().epochs();
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(in("checkpoints"))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void everythingComesBackToTheBit() {
    assertThat(newest()).isEmpty();
    Checkpoint written = at(3, 12, 80);
    write(store, written, KEEP);
    Checkpoint read = newest().orElseThrow();
    assertThat(
            new Checkpoint(
                read.at(),
                read.seconds(),
                read.origin(),
                read.images(),
                null,
                read.history(),
                read.controls()))
        .isEqualTo(written);
    assertThat(read.state().slices()).isEqualTo(1);
    VaeState state = read.state().read(storage, 0);
    assertThat(state.parameters()).isEqualTo(state(written.at()).parameters());
    assertThat(state.firstMoment()).isEqualTo(state(written.at()).firstMoment());
    assertThat(state.secondMoment()).isEqualTo(state(written.at()).secondMoment());
    assertThat(state.steps()).isEqualTo(300);
    assertThat(store.workers()).contains(2);
    assertThat(store.history()).isEqualTo(written.history());
    assertThat(complaints).isEmpty();
  }

  /** Different processes write the slices of a large state. */
  @Test
  void aStateInSlicesIsReadSliceBySlice() throws IOException {
    Checkpoint written = at(3, 0, 80);
    VaeState state = state(written.at());
    CheckpointWriter.write(storage, store, written, state, 2, KEEP);
    StateFiles read = newest().orElseThrow().state();
    assertThat(read.slices()).isEqualTo(2);
    assertThat(read.read(storage, 0).parameters()).containsExactly(3);
    assertThat(read.read(storage, 1).parameters()).containsExactly(0, -0.0f);
    assertThat(read.read(storage, 1).firstMoment()).containsExactly(Float.MIN_VALUE, 1 / 3f);
    Files.write(
        in("checkpoints/epoch-0003/second-moment-00002-of-00002.bin"), new byte[] {0, 0, 0, 0});
    assertThat(newest()).isEmpty();
    assertThat(complaints)
        .containsExactly(
            "Checkpoint epoch-0003 is damaged (second-moment-00002-of-00002.bin: length 4, expected 8), skipped");
  }

  /** An outer step with momentum has one more array, without which there is no going on. */
  @Test
  void theVelocityComesBackAndIsMissedWhereItIsNot() throws IOException {
    RunConfig nesterov =
        new ConfigLoader(storage).load("mlp-400", List.of("train.outer.type=nesterov"));
    Origin momentum = Origin.of(nesterov.withWorkers(2), DATASET);
    Optional<float[]> velocity = Optional.of(new float[] {1e-40f, -0.0f, 1 / 3f});
    Checkpoint third = with(momentum, at(3, 0, 80));
    CheckpointWriter.write(storage, store, third, state(third.at()), velocity, 2, KEEP);
    Checkpoint fourth = with(momentum, at(4, 0, 80));
    CheckpointWriter.write(storage, store, fourth, state(fourth.at()), 1, KEEP);
    StateFiles read = store.newest(momentum, () -> SIZE, complaints::add).orElseThrow().state();
    assertThat(complaints)
        .containsExactly(
            "Checkpoint epoch-0004 is damaged (number of parts 4, expected 5), skipped");
    assertThat(read.readVelocity(storage, 0)).containsExactly(1e-40f);
    assertThat(read.readVelocity(storage, 1)).containsExactly(-0.0f, 1 / 3f);
    assertThat(read.read(storage, 1).secondMoment()).containsExactly(4, 5);
    Files.write(in("checkpoints/epoch-0003/velocity-00002-of-00002.bin"), new byte[8]);
    assertThat(store.newest(momentum, () -> SIZE, complaints::add)).isEmpty();
    assertThat(complaints.get(2)).contains("velocity-00002-of-00002.bin: SHA-256");
  }

  private static Checkpoint with(Origin origin, Checkpoint of) {
    return new Checkpoint(
        of.at(), of.seconds(), origin, of.images(), of.state(), of.history(), of.controls());
  }

  /** A power failure loses only what is in the page cache. */
  @Test
  void everyFileIsForcedToTheDisk() {
    Configuration recording = new Configuration();
    recording.set("fs.file.impl", SyncRecordingFileSystem.class.getName());
    recording.setBoolean("fs.file.impl.disable.cache", true);
    SyncRecordingFileSystem.SYNCED.clear();
    Storage synced = new Storage(recording);
    CheckpointStore to = new CheckpointStore(synced, storage.path(in("checkpoints").toString()));
    Checkpoint written = at(3, 0, 80);
    CheckpointWriter.write(synced, to, written, state(written.at()), 1, KEEP);
    for (String file :
        List.of(
            "parameters.bin",
            "first-moment.bin",
            "second-moment.bin",
            "training.json",
            "manifest.json")) {
      assertThat(SyncRecordingFileSystem.SYNCED).anyMatch(name -> name.contains(file));
    }
  }

  /** Taken before the epoch's figures are made, so that no failure in that loses the epoch. */
  @Test
  void anOpenEpochIsClosedByReplacingItsRecord() throws IOException {
    Checkpoint closed = at(3, 0, 80);
    List<EpochFigures> before = closed.history().subList(0, 2);
    Checkpoint open = opened(closed);
    write(store, open, KEEP);
    Checkpoint found = newest().orElseThrow();
    assertThat(found.at().hasOpenEpoch()).isTrue();
    assertThat(found.at()).isEqualTo(open.at());
    assertThat(found.history()).isEqualTo(before);
    Path parameters = in("checkpoints/epoch-0003/parameters.bin");
    Object file = Files.readAttributes(parameters, BasicFileAttributes.class).fileKey();
    store.publish(CheckpointWriter.with(closed, found.state()), KEEP);
    Checkpoint after = newest().orElseThrow();
    assertThat(after.at().hasOpenEpoch()).isFalse();
    assertThat(after.history()).isEqualTo(closed.history());
    assertThat(after.controls()).isEqualTo(closed.controls());
    assertThat(Files.readAttributes(parameters, BasicFileAttributes.class).fileKey())
        .isEqualTo(file);
    assertThat(in("checkpoints/epoch-0003/training-open.json")).doesNotExist();
    assertThat(complaints).isEmpty();
  }

  /** The same before the figures of its last epoch were made. */
  private Checkpoint opened(Checkpoint closed) {
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

  /** Someone else's reader: plain little-endian numbers, and JSON. */
  @Test
  void filesArePlain() throws IOException {
    write(store, at(3, 0, 80), KEEP);
    Path files = in("checkpoints/epoch-0003");
    ByteBuffer parameters = ByteBuffer.wrap(Files.readAllBytes(files.resolve("parameters.bin")));
    assertThat(parameters.order(ByteOrder.LITTLE_ENDIAN).getFloat()).isEqualTo(3f);
    assertThat(Files.readString(files.resolve("manifest.json")))
        .contains("\"config_sha256\"", "\"dataset_sha256\"", "\"parameters.bin\"");
    try (Stream<Path> listed = Files.list(files)) {
      assertThat(listed.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "parameters.bin",
              "first-moment.bin",
              "second-moment.bin",
              "training.json",
              "manifest.json");
    }
  }

  @Test
  void theLastOnesAreKeptAndTheBest() throws IOException {
    double[] losses = {90, 70, 80, 81, 82};
    for (int epoch = 1; epoch <= losses.length; epoch++) {
      write(store, at(epoch, 5, losses[epoch - 1]), KEEP);
      write(store, at(epoch, 0, losses[epoch - 1]), KEEP);
    }
    assertThat(names()).containsExactly("epoch-0002", "epoch-0005", "epoch-0005-round-0005");
    assertThat(newest().orElseThrow().at().rounds()).isEqualTo(5);

    // A later process knows the best, too.
    open();
    write(store, at(6, 0, 83), KEEP);
    assertThat(names()).containsExactly("epoch-0002", "epoch-0005-round-0005", "epoch-0006");
    write(store, at(7, 0, 60), 1);
    assertThat(names()).containsExactly("epoch-0007");
  }

  @Test
  void positionsAreOrderedAsNumbers() {
    write(store, at(9_999, 3, 80), 9);
    write(store, at(10_000, 0, 80), 9);
    assertThat(newestEpoch()).isEqualTo(10_000);
  }

  @ParameterizedTest
  @CsvSource({
    "parameters.bin, 5, parameters.bin: length 5",
    "first-moment.bin, 0, first-moment.bin: length 0",
    "training.json, 100, training.json: length 100",
    "manifest.json, 40, manifest.json: ",
    "manifest.json, 0, manifest.json: ",
    "second-moment.bin, -1, no second-moment.bin",
    "training.json, -1, no training.json",
    "parameters.bin, 400, parameters.bin: longer than 12 bytes",
    "manifest.json, 99999, 'manifest.json: longer than 65,536 bytes'",
  })
  void aFileOfAnotherLengthIsReportedAndTheCheckpointBeforeIsTaken(
      String file, int length, String why) throws IOException {
    write(store, at(1, 0, 90), KEEP);
    write(store, at(2, 0, 80), KEEP);
    Path damaged = in("checkpoints/epoch-0002").resolve(file);
    if (length < 0) {
      Files.delete(damaged);
    } else {
      byte[] bytes = Files.readAllBytes(damaged);
      Files.write(damaged, Arrays.copyOf(bytes, length));
    }
    assertThat(newestEpoch()).isEqualTo(1);
    assertThat(complaints)
        .singleElement()
        .asString()
        .startsWith("Checkpoint epoch-0002 is damaged (" + why)
        .endsWith(", skipped")
        .doesNotContain("\n");
  }

  @Test
  @Tag("long")
  void noFlippedBitIsTakenForTrue() throws IOException {
    write(store, at(2, 0, 80), KEEP);
    int detected = 0;
    int bits = 0;
    for (Path file : files(in("checkpoints/epoch-0002"))) {
      byte[] right = Files.readAllBytes(file);
      for (int bit = 0; bit < 8 * right.length; bit++) {
        byte[] wrong = right.clone();
        wrong[bit / 8] ^= (byte) (1 << bit % 8);
        Files.write(file, wrong);
        Optional<Checkpoint> read = newest();
        bits++;
        detected += read.isEmpty() ? 1 : 0;
      }
      Files.write(file, right);
    }
    assertThat(detected).isEqualTo(bits);
    assertThat(complaints).hasSize(detected);
    assertThat(newest()).isPresent();
  }

  @Test
  void whatWasNeverCompletedIsNoCheckpointAndIsSweptAway() throws IOException {
    write(store, at(1, 0, 90), KEEP);
    write(store, at(2, 0, 80), KEEP);
    Files.delete(in("checkpoints/epoch-0002/manifest.json"));
    Files.createDirectories(in("checkpoints/film"));
    Files.createDirectories(in("checkpoints/epoch-2"));
    assertThat(newestEpoch()).isEqualTo(1);
    assertThat(complaints).isEmpty();
    store.sweep();
    assertThat(names()).containsExactly("epoch-0001", "epoch-2", "film");
  }

  @Test
  void aProcessThatIsKilledAtAnyMomentLeavesTheFormerCheckpointOrTheNewOne() throws IOException {
    int died =
        killedAfterEachChange(
            () -> writeAll(3),
            dying -> write(dying, at(4, 0, 80), KEEP),
            () -> {
              assertThat(newestEpoch()).isBetween(3, 4);
              open();
              store.sweep();
              assertThat(newestEpoch()).isBetween(3, 4);
              write(store, at(4, 0, 80), KEEP);
              assertThat(names()).contains("epoch-0003", "epoch-0004").doesNotContain("epoch-0001");
            });
    assertThat(newestEpoch()).isEqualTo(4);
    assertThat(died).isGreaterThan(6);
  }

  /** The figures of its last epoch are made again then, or are there. */
  @Test
  void aProcessThatIsKilledWhileItClosesAnEpochLeavesItOpenOrClosed() throws IOException {
    Checkpoint closed = at(4, 0, 80);
    List<Boolean> open = new ArrayList<>();
    int died =
        killedAfterEachChange(
            () -> {
              writeAll(3);
              write(store, opened(closed), KEEP);
            },
            dying -> {
              StateFiles state = newest().orElseThrow().state();
              dying.publish(CheckpointWriter.with(closed, state), KEEP);
            },
            () -> {
              open();
              store.sweep();
              Checkpoint found = newest().orElseThrow();
              assertThat(found.at().epochs()).isEqualTo(4);
              open.add(found.at().hasOpenEpoch());
              assertThat(found.history().size()).isEqualTo(found.at().closedEpochs());
              store.publish(CheckpointWriter.with(closed, found.state()), KEEP);
              assertThat(newest().orElseThrow().history()).isEqualTo(closed.history());
              assertThat(in("checkpoints/epoch-0004/training-open.json")).doesNotExist();
            });
    assertThat(open).contains(true, false);
    assertThat(died).isGreaterThan(2);
  }

  private void writeAll(int epochs) {
    for (int epoch = 1; epoch <= epochs; epoch++) {
      write(store, at(epoch, 0, 90 - epoch), KEEP);
    }
  }

  private interface Step {
    void take() throws IOException;
  }

  /**
   * @return how often the process died before it was done
   */
  private int killedAfterEachChange(Step before, Consumer<CheckpointStore> change, Step after)
      throws IOException {
    conf.set("fs.%s.impl".formatted(CrashingFileSystem.SCHEME), CrashingFileSystem.class.getName());
    var place =
        new org.apache.hadoop.fs.Path(CrashingFileSystem.SCHEME + "://" + in("checkpoints"));
    int died = 0;
    boolean done = false;
    while (!done) {
      storage.delete(storage.path(in("checkpoints").toString()));
      before.take();
      CrashingFileSystem.changesLeft = died;
      try {
        change.accept(new CheckpointStore(storage, place));
        done = true;
      } catch (JobException e) {
        assertThat(e).hasMessageEndingWith("killed");
        died++;
      } finally {
        CrashingFileSystem.changesLeft = Integer.MAX_VALUE;
      }
      after.take();
      assertThat(complaints).isEmpty();
    }
    return died;
  }

  @Test
  void anotherConfigurationIsRefusedWithEveryDifference() {
    write(store, at(2, 1, 40), KEEP);
    RunConfig other =
        new ConfigLoader(storage)
            .load(
                "mlp-400",
                List.of(
                    "model.latent=5",
                    "train.batch=64",
                    "train.epochs=99",
                    "decode.grid=9",
                    "train.outer.type=plain"));
    assertThatThrownBy(
            () -> store.newest(Origin.of(other.withWorkers(3), DATASET), () -> 7, complaints::add))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessage(
            "Cannot resume %s with another configuration: model.latent is 5, was 20,"
                    .formatted(storage.path(folder.resolve("run").toString()))
                + " train.batch is 64, was 128, train.workers is 3, was 2");
  }

  @Test
  void betweenTwoEpochsTheNumberOfWorkersMayChange() {
    write(store, at(2, 0, 80), KEEP);
    Origin three = Origin.of(config.withWorkers(3), DATASET);
    assertThat(store.newest(three, () -> SIZE, complaints::add)).isPresent();
  }

  /** It names no settings that came later, nor do its checksums count them. */
  @Test
  void aCheckpointOfAnEarlierVersionIsRead() throws IOException {
    write(store, at(2, 0, 80), KEEP);
    Path files = in("checkpoints/epoch-0002");
    ObjectMapper json = new ObjectMapper();
    ObjectNode training = (ObjectNode) json.readTree(files.resolve("training.json").toFile());
    ObjectNode settings = (ObjectNode) training.at("/origin/settings");
    settings.remove(
        List.of(
            "optimiser.epsilon-rule",
            "train.schedule.threshold-mode",
            "train.outer.type",
            "train.outer.rate",
            "train.outer.momentum",
            "train.outer.moments",
            "train.schedule.warm-up-epochs",
            "train.scaling.batch-exponent",
            "train.scaling.least-batch",
            "train.scaling.learning-rate-exponent",
            "train.averaging-growth.first-frequency",
            "train.averaging-growth.epochs"));
    byte[] earlier = json.writeValueAsBytes(training);
    Files.write(files.resolve("training.json"), earlier);
    ObjectNode manifest = (ObjectNode) json.readTree(files.resolve("manifest.json").toFile());
    manifest.put("config_sha256", Sha256.hex(json.writeValueAsBytes(settings)));
    for (JsonNode part : manifest.path("parts")) {
      if (part.path("name").asText().equals("training.json")) {
        ((ObjectNode) part).put("bytes", earlier.length).put("sha256", Sha256.hex(earlier));
      }
    }
    Files.write(files.resolve("manifest.json"), json.writeValueAsBytes(manifest));
    RunConfig same =
        new ConfigLoader(storage)
            .load(
                "mlp-400",
                List.of(
                    "train.outer={type: plain, rate: 1.0, momentum: 0.5}",
                    "train.scaling={batch-exponent: 0, least-batch: 1, learning-rate-exponent: 0}",
                    "optimiser.epsilon-rule=epsilon-hat",
                    "train.schedule.threshold-mode=absolute"));
    assertThat(store.newest(Origin.of(same.withWorkers(2), DATASET), () -> SIZE, complaints::add))
        .as(complaints.toString())
        .isPresent();
  }

  @Test
  void whatDoesNotMatterMayChange() {
    write(store, at(2, 0, 80), KEEP);
    RunConfig other =
        new ConfigLoader(storage)
            .load(
                "mlp-400",
                List.of(
                    "preset=renamed",
                    "train.outer.type=plain",
                    "train.epochs=99",
                    "evaluate.batch=9",
                    "checkpoint.keep=9",
                    "decode.grid=9"));
    DatasetInfo moved = new DatasetInfo("moved", false, 60, 10, 28, 28, 10, DATASET.sources());
    assertThat(store.newest(Origin.of(other.withWorkers(2), moved), () -> SIZE, complaints::add))
        .isPresent();
  }

  @Test
  void anotherDataSetIsRefused() {
    write(store, at(2, 0, 80), KEEP);
    DatasetInfo other =
        new DatasetInfo(
            "few", false, 61, 10, 28, 28, 10, List.of(new DatasetInfo.SourceFile("a.gz", "cd34")));
    assertThatThrownBy(
            () ->
                store.newest(Origin.of(config.withWorkers(2), other), () -> SIZE, complaints::add))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DATA))
        .hasMessage(
            "Cannot resume %s on another data set: SHA-256 of a.gz is cd34, was ab12,"
                    .formatted(storage.path(folder.resolve("run").toString()))
                + " training images is 61, was 60");
  }

  private static List<Path> files(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
