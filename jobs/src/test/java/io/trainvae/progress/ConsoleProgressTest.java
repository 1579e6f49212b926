package io.trainvae.progress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.trainvae.metrics.Outcome;
import io.trainvae.train.TrainListener;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConsoleProgressTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  @Test
  void elsewhereThanOnATerminalEachEpochIsALine() {
    train(new Terminal(false, false, true));
    assertThat(text())
        .isEqualTo(
            """
            652,824 parameters, 60,000 images, 2 workers, minibatches of 128, 24 rounds in the first epoch
            epoch 1/2  -ELBO 114.60 = 88.10 + 26.50  12,000 images/s  5.0 s
            """);
  }

  @Test
  void onATerminalABarSaysHowFarItIs() {
    train(new Terminal(true, false, true));
    assertThat(text())
        .contains("\repoch 1/2 ")
        .contains("24/24")
        .contains("-ELBO 120.0  12,000 img/s  0:0")
        .endsWith("epoch 1/2  -ELBO 114.60 = 88.10 + 26.50  12,000 images/s  5.0 s\n")
        .doesNotContain("\u001b[33m");
  }

  @Test
  void withoutUnicodeTheBarIsAscii() {
    train(new Terminal(true, true, false));
    assertThat(text()).contains("[=").matches("(?s)\\p{ASCII}*");
  }

  @Test
  void aTrainingThatBreaksOffLeavesNoBar() {
    var progress = progress(new Terminal(true, true, true));
    progress.started(new TrainListener.Plan("r", 1, 1, 128, 2, 24, 60_000, 10));
    progress.roundDone(new TrainListener.Round(1, 3, 24, 7_500, 200.5, 11_000));
    progress.ended(Outcome.FINISHED);
    assertThat(text())
        .contains("1 worker, ")
        .contains("3/24")
        .contains("-ELBO 200.5  11,000 img/s  0:0")
        .doesNotContain("epoch 2");
  }

  @Test
  void clockShowsHoursWhenThereAreAny() {
    assertThat(ConsoleProgress.clock(65)).isEqualTo("1:05");
    assertThat(ConsoleProgress.clock(3600 + 125)).isEqualTo("1:02:05");
  }

  private void train(Terminal terminal) {
    ConsoleProgress progress = progress(terminal);
    progress.started(new TrainListener.Plan("r", 2, 1, 128, 2, 24, 60_000, 652_824));
    for (int round = 1; round <= 24; round++) {
      progress.roundDone(new TrainListener.Round(1, round, 24, round * 2_500, 120, 12_000));
    }
    progress.epochDone(
        new TrainListener.Epoch(
            1, 24, 60_000, 88.1, 26.5, 5, 1e-3, Optional.empty(), Optional.empty()));
    progress.ended(Outcome.FINISHED);
  }

  private ConsoleProgress progress(Terminal terminal) {
    return new ConsoleProgress(new PrintStream(bytes, true, UTF_8), terminal, "images");
  }

  private String text() {
    return bytes.toString(UTF_8);
  }
}
