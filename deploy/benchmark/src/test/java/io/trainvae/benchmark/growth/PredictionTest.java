package io.trainvae.benchmark.growth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.trainvae.benchmark.measure.Machine;
import io.trainvae.benchmark.measure.Results;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On figures made up so that the answer is known. */
class PredictionTest {
  private static final int IMAGES = 12_800;
  private static final double IMAGE = 40e-6;
  private static final double ROUND = 2e-3;

  @TempDir Path folder;

  /** A round costs 2 ms for each worker. */
  private static List<Trained> inOneProcess() {
    List<Trained> trained = new ArrayList<>();
    for (int workers : List.of(1, 2, 4)) {
      for (int rounds : List.of(10, 100)) {
        double cpu = IMAGES * IMAGE + rounds * ROUND * workers;
        trained.add(new Trained(workers, IMAGES, 652_824, 1, rounds, cpu, cpu, cpu, 0, 500));
      }
    }
    return trained;
  }

  /** The driver takes 1 ms, 2 ms for a state that it gets and 3 for an executor; that takes 5. */
  private static List<Trained> onACluster() {
    List<Trained> trained = new ArrayList<>();
    for (int executors : List.of(1, 2, 4, 8, 16)) {
      int states = executors == 16 ? 4 : executors;
      double driver = 20 * (1e-3 + 2e-3 * states + 3e-3 * executors);
      double all = driver + 20 * 5e-3 * executors + IMAGES * IMAGE;
      double bytes = 20.0 * 20e6 * executors;
      trained.add(new Trained(executors, IMAGES, 652_824, 1, 20, all, driver, all, bytes, 700));
    }
    return trained;
  }

  private static Growth growth() {
    return Growth.none().withWorkers(inOneProcess()).withCluster(onACluster());
  }

  @Test
  void twoTrainingsTellImagesFromRounds() {
    List<Cost> costs = Cost.all(inOneProcess(), trained -> (long) trained.workers());
    assertThat(costs).extracting(Cost::workers).containsExactly(1, 2, 4);
    for (Cost cost : costs) {
      assertThat(cost.imageSeconds()).isCloseTo(IMAGE, within(1e-9));
      assertThat(cost.roundSeconds()).isCloseTo(ROUND * cost.workers(), within(1e-9));
    }
  }

  @Test
  void executorsAreExtrapolated() {
    Prediction prediction = new Prediction(growth());
    assertThat(prediction.stepSeconds()).isCloseTo(128 * IMAGE, within(1e-9));
    Prediction.Round round = prediction.executors(64, 10);
    assertThat(round.steps()).isCloseTo(1280 * IMAGE, within(1e-9));
    assertThat(round.driver()).isCloseTo(1e-3 + 8 * 2e-3 + 64 * 3e-3, within(1e-9));
    assertThat(round.workers()).isCloseTo(5e-3, within(1e-9));
    assertThat(round.transfer()).isCloseTo((2 + 7 + 8) * 12 * 652_824 / 1.25e9, within(1e-9));
    assertThat(round.limit()).isEqualTo("the driver");
    double rest = round.driver() + round.workers() + round.transfer();
    assertThat(round.efficiency()).isCloseTo(round.steps() / (round.steps() + rest), within(1e-9));
  }

  @Test
  void groupsAreThoseOfTheTrainer() {
    assertThat(Prediction.statesAtDriver(8)).isEqualTo(8);
    assertThat(Prediction.statesAtDriver(9)).isEqualTo(3);
    assertThat(Prediction.statesAtDriver(16)).isEqualTo(4);
    assertThat(Prediction.statesAtDriver(64)).isEqualTo(8);
    assertThat(Prediction.statesAtDriver(200)).isEqualTo(13);
  }

  @Test
  void gpusPayTheBus() {
    Prediction.Round round = new Prediction(growth()).gpus(8, 10, 1e-3);
    assertThat(round.steps()).isCloseTo(10e-3, within(1e-9));
    assertThat(round.workers()).isCloseTo(ROUND, within(1e-9));
    assertThat(round.transfer()).isCloseTo(2 * 12 * 652_824 / 12e9, within(1e-9));
  }

  @Test
  void figuresComeBackFromTheirFile() {
    Growth growth = growth();
    growth.on("workers", new Machine("some", 2, 0, 0.05, "Linux", "17", "now"));
    new Results(folder).json("growth.json", growth);
    Growth read = Growth.read(folder.resolve("growth.json"));
    assertThat(read.machines()).isEqualTo(growth.machines());
    assertThat(read.cluster()).isEqualTo(onACluster());
    assertThat(new GrowthReport(read).text()).contains("64 executors");
  }
}
