package io.trainvae.benchmark.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class CommandTest {
  @TempDir Path folder;

  @Test
  void measuresBetweenTheLinesThatEndAnEpoch() throws Exception {
    String loop = "for i in 1 2 3; do sleep 0.2; echo \"epoch $i/3  -ELBO $i.00 = x  0.2 s\"; done";
    Path log = folder.resolve("log");
    Observed done =
        Command.of("bash", "-c", loop + "; echo end $MARK; exit 3")
            .with("MARK", "here")
            .observe(log, EpochLine.TRAIN_VAE, epoch -> {});
    assertThat(done.exitCode()).isEqualTo(3);
    assertThat(done.lastLine()).isEqualTo("end here");
    assertThat(done.warm()).extracting(Epoch::loss).containsExactly("2.00", "3.00");
    assertThat(done.median(Epoch::seconds)).isBetween(0.2, 2.0);
    assertThat(done.peakMegabytes()).isPositive();
    assertThat(Files.readAllLines(log)).hasSize(4);
  }

  @Test
  void countsProcessorTimeOfAllThatAProcessStarted() {
    String busy = "i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done";
    Observed done =
        Command.of(
                "bash",
                "-c",
                "bash -c '" + busy + "'; echo 'epoch 1/1  -ELBO 1 = x  0.1 s'; sleep 1")
            .observe(folder.resolve("log"));
    assertThat(done.epochs().get(0).cpuSeconds()).isPositive();
    assertThat(done.cpuSeconds()).isGreaterThanOrEqualTo(done.epochs().get(0).cpuSeconds());
  }
}
