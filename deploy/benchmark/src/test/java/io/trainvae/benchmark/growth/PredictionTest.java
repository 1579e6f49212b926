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

/** With invented figures whose result is known. */
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
        trained.add(new Trained(workers, IMAGES, 1, rounds, cpu, cpu, cpu, 0, 500));
      }
    }
    return trained;
  }

  /**
   * In a round the driver takes 1 ms plus 0.2 ms for each executor; each executor takes 5 ms and 15
   * MB. An epoch also has its steps, 0.3 s of the driver and 8 MB.
   */
  private static List<Trained> onACluster() {
    List<Trained> trained = new ArrayList<>();
    for (int executors : List.of(1, 2, 4, 8, 16)) {
      for (int rounds : List.of(40, 10)) {
        double driver = 0.3 + rounds * (1e-3 + 0.2e-3 * executors);
        double all = driver + rounds * 5e-3 * executors + IMAGES * IMAGE;
        double bytes = 8e6 + rounds * 15e6 * executors;
        int peak = 700 + rounds;
        trained.add(new Trained(executors, IMAGES, 1, rounds, all, driver, all, bytes, peak));
      }
    }
    return trained;
  }

  private static Growth growth() {
    return Growth.none().withWorkers(inOneProcess()).withCluster(onACluster());
  }

  @Test
  void twoTrainingsSeparateImagesFromRounds() {
    List<Cost> costs = Cost.all(inOneProcess());
    assertThat(costs).extracting(Cost::workers).containsExactly(1, 2, 4);
    for (Cost cost : costs) {
      assertThat(cost.imageSeconds()).isCloseTo(IMAGE, within(1e-9));
      assertThat(cost.roundSeconds()).isCloseTo(ROUND * cost.workers(), within(1e-9));
    }
  }

  @Test
  void roundsOfAClusterAreSeparatedFromStepsAndTheEndOfAnEpoch() {
    List<ClusterCost> costs = ClusterCost.all(onACluster());
    assertThat(costs).extracting(ClusterCost::executors).containsExactly(1, 2, 4, 8, 16);
    ClusterCost eight = costs.get(3);
    assertThat(eight.driverSeconds()).isCloseTo(2.6e-3, within(1e-9));
    assertThat(eight.allSeconds()).isCloseTo(42.6e-3, within(1e-9));
    assertThat(eight.executorSeconds()).isCloseTo(5e-3, within(1e-9));
    assertThat(eight.bytes()).isCloseTo(120e6, within(1.0));
    assertThat(eight.peakMegabytes()).isEqualTo(740);
  }

  @Test
  void executorsAreExtrapolated() {
    Prediction prediction = new Prediction(growth());
    assertThat(prediction.stepSeconds()).isCloseTo(5.12e-3, within(1e-9));
    Prediction.Round round = prediction.executors(64, 10);
    assertThat(round.steps()).isCloseTo(51.2e-3, within(1e-9));
    assertThat(round.executor()).isCloseTo(5e-3, within(1e-9));
    assertThat(round.driver()).isCloseTo(13.8e-3, within(1e-9));
    // 2 * 63 / 64 of 7,833,888 bytes at 1.25e9 a second.
    assertThat(round.transfer()).isCloseTo(12.338374e-3, within(1e-9));
    assertThat(round.latency()).isCloseTo(6e-3, within(1e-9));
    assertThat(round.efficiency()).isCloseTo(0.579590, within(1e-6));
    assertThat(prediction.executors(64, 50).efficiency()).isCloseTo(0.873308, within(1e-6));
  }

  @Test
  void oneExecutorSendsNothingToOthers() {
    Prediction.Round round = new Prediction(growth()).executors(1, 10);
    assertThat(round.transfer()).isZero();
    assertThat(round.latency()).isCloseTo(2e-3, within(1e-9));
  }

  @Test
  void aLineTakesThreeNumbersOfExecutors() {
    Growth two = growth().withCluster(onACluster().subList(0, 4));
    Growth three = growth().withCluster(onACluster().subList(0, 6));
    assertThat(Prediction.isPossible(two)).isFalse();
    assertThat(Prediction.isPossible(three)).isTrue();
  }

  @Test
  void figuresComeBackFromTheirFile() {
    Growth growth = growth();
    growth.on("workers", new Machine("some", 2, 0, 0.05, "Linux", "17", "now"));
    new Results(folder).json("growth.json", growth);
    Growth read = Growth.read(folder.resolve("growth.json"));
    assertThat(read.machines()).isEqualTo(growth.machines());
    assertThat(read.cluster()).isEqualTo(onACluster());
    assertThat(new GrowthReport(read).text())
        .contains("| 2 | 740 | 15.0 | 1.40 | 11.4 | 5.70 |")
        .contains(
            "| 64 executors of one core, 10 Gbit/s | 10 | 51.2 | 5.00 | 13.8 | 12.3 | 6.00 |");
  }
}
