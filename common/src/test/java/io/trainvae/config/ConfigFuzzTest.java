package io.trainvae.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.trainvae.storage.Storage;
import io.trainvae.testing.Fuzzer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFuzzTest {
  private static final int INPUTS = 1000;
  private static final long MOST_BYTES = 64 << 20;

  @TempDir Path folder;
  private final Storage storage = new Storage(new Configuration(false));
  private final ConfigLoader loader = new ConfigLoader(storage);

  @Test
  void filesAreReadOrRefused() {
    List<byte[]> good =
        new Presets()
            .names().stream().map(name -> new Presets().text(name).getBytes(UTF_8)).toList();
    int refused =
        new Fuzzer(3, MOST_BYTES)
            .run(
                INPUTS,
                good,
                input -> {
                  Path file = Files.write(folder.resolve("input.yaml"), input);
                  loader.read(storage.path(file.toString()), List.of());
                });
    assertThat(refused).isBetween(INPUTS / 4, INPUTS - 1);
  }

  @Test
  @Tag("long")
  void settingsAreTakenOrRefused() {
    List<byte[]> good =
        List.of(
            "train.epochs=3".getBytes(UTF_8),
            "train={epochs: 3, seed: 1}".getBytes(UTF_8),
            "model.encoder=[{type: dense, units: 7, activation: tanh}]".getBytes(UTF_8),
            "optimiser.learning-rate=1e-3".getBytes(UTF_8));
    int refused =
        new Fuzzer(4, MOST_BYTES)
            .run(
                INPUTS,
                good,
                input -> loader.load(Presets.DEFAULT, List.of(new String(input, UTF_8))));
    assertThat(refused).isBetween(INPUTS / 4, INPUTS - 1);
  }
}
