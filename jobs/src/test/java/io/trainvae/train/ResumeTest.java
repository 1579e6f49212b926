package io.trainvae.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trainvae.checkpoint.Checkpoint;
import io.trainvae.config.ConfigLoader;
import io.trainvae.config.RunConfig;
import io.trainvae.error.ExitCode;
import io.trainvae.error.JobException;
import io.trainvae.metrics.Summary;
import io.trainvae.run.RunLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A training that is stopped and resumed ends as one that was not. Two workers, on real Spark. */
@Tag("long")
class ResumeTest extends ResumeFixture {
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
