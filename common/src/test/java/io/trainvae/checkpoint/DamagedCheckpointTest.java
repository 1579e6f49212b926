package io.trainvae.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainvae.error.JobException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checkpoints whose files are damaged, or whose writer was killed. */
class DamagedCheckpointTest extends CheckpointFixture {
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
  @Tag("long")
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

  private static List<Path> files(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
