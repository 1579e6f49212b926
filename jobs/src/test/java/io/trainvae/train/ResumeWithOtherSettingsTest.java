package io.trainvae.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trainvae.checkpoint.StateFiles;
import io.trainvae.config.ConfigLoader;
import io.trainvae.config.RunConfig;
import io.trainvae.metrics.MetricRow;
import io.trainvae.metrics.MetricsFile;
import io.trainvae.metrics.Summary;
import io.trainvae.run.RunLayout;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Trainings that are resumed with other threads, workers or outer steps. */
@Tag("long")
class ResumeWithOtherSettingsTest extends ResumeFixture {
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
      RunGuard guard = new RunGuard(Optional.empty(), new StopSignal());
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
      Summary summary = train(run, data, others, newest(run, others), List.of(), guard);
      assertThat(summary.workers()).isEqualTo(others.train().workers());
      results.add(summary.parametersSha256());
      assertThat(
              new MetricsFile(STORAGE, run.metrics())
                  .read().stream().map(MetricRow::round).distinct())
          .contains(4, 8);
    }
    assertThat(results).hasSize(2).doesNotContain(undisturbed.parametersSha256());
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
      RunGuard guard = new RunGuard(Optional.empty(), next);
      assertThatThrownBy(
              () -> train(run, data, config, newest(run, config), List.of(stopper), guard))
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
}
