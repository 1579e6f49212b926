package io.trainvae.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainvae.config.ConfigLoader;
import io.trainvae.config.RunConfig;
import io.trainvae.network.VaeState;
import io.trainvae.storage.Storage;
import io.trainvae.storage.SyncRecordingFileSystem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;

/** A store reads back what it writes, and keeps the last checkpoints and the best. */
class CheckpointStoreTest extends CheckpointFixture {
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
}
