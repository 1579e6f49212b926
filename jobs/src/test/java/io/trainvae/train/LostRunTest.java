package io.trainvae.train;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trainvae.checkpoint.Checkpoint;
import io.trainvae.error.ExitCode;
import io.trainvae.error.JobException;
import io.trainvae.lease.Lease;
import io.trainvae.run.RunLayout;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Trainings whose run folder or images are no longer theirs. */
@Tag("long")
class LostRunTest extends ResumeFixture {
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
      var guard = new RunGuard(Optional.of(lease), stop);
      assertThatThrownBy(
              () -> train(run, data, config(EPOCHS), Optional.empty(), List.of(thief), guard))
          .hasMessageContaining("burst");
    }
    assertThat(STORAGE.exists(run.config())).isTrue();
    assertThat(STORAGE.exists(run.summary())).isFalse();
  }
}
