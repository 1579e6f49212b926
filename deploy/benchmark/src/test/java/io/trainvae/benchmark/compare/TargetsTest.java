package io.trainvae.benchmark.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.trainvae.benchmark.compare.Contender.Kind;
import io.trainvae.benchmark.measure.Epoch;
import io.trainvae.benchmark.measure.Observed;
import io.trainvae.benchmark.model.Model;
import java.util.List;
import org.junit.jupiter.api.Test;

class TargetsTest {
  private static final int IMAGES = 60_000;
  private static final Model MLP = Model.of("mlp-400", List.of());

  /** Two epochs: the first one ten times as long. */
  private static Result result(String name, Kind kind, double seconds, double cpuSeconds) {
    List<Epoch> epochs =
        List.of(
            new Epoch(1, "200", 10 * seconds, 9 * cpuSeconds, seconds, 0, 0, 0),
            new Epoch(2, "100", seconds, cpuSeconds, seconds, 0, 0, 0));
    Observed run = new Observed(0, 0, 0, 500, epochs, List.of());
    return new Result(name, name, name, kind, 2, IMAGES, 235e9, 300, List.of(run));
  }

  private static Target find(List<Target> targets, String what) {
    return targets.stream().filter(t -> t.what().startsWith(what)).findFirst().orElseThrow();
  }

  @Test
  void figuresAreOfTheEpochsAfterTheFirst() {
    Result result = result("spark", Kind.OURS, 2, 4);
    assertThat(result.seconds()).isEqualTo(2);
    assertThat(result.imagesPerSecond()).isEqualTo(30_000);
    assertThat(result.shareOfSgemm()).isCloseTo(235.0 / 2 / 300, within(1e-9));
    assertThat(result.startSeconds()).isEqualTo(18);
  }

  @Test
  void targetsAreMetOrMissed() {
    List<Target> targets =
        new Targets(
                MLP,
                IMAGES,
                List.of(
                    result("spark", Kind.OURS, 2, 4),
                    result("threads", Kind.OURS, 1.9, 3.8),
                    result("one-thread", Kind.OURS, 4.69, 4.69),
                    result("spark-every-step", Kind.OURS, 7, 4 + 0.211 * 30),
                    result("torch-2", Kind.PEER, 4, 8)))
            .all();
    assertThat(find(targets, "epoch over that of PyTorch").value()).isEqualTo(0.5);
    assertThat(find(targets, "epoch over that of PyTorch").met()).isTrue();
    assertThat(find(targets, "epoch through Spark").value()).isCloseTo(1.053, within(1e-3));
    assertThat(find(targets, "one step").value()).isCloseTo(10, within(1e-9));
    assertThat(find(targets, "one step").met()).isFalse();
    assertThat(find(targets, "one averaging round").value()).isCloseTo(30, within(1e-9));
    assertThat(find(targets, "start").value()).isEqualTo(18);
  }

  @Test
  void whatDidNotRunHasNoTarget() {
    List<Target> targets =
        new Targets(MLP, IMAGES, List.of(result("threads", Kind.OURS, 2, 4))).all();
    assertThat(targets).isEmpty();
  }
}
