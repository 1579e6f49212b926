package io.trainvae.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainvae.config.ConfigLoader;
import io.trainvae.config.RunConfig;
import io.trainvae.data.DatasetInfo;
import io.trainvae.error.JobException;
import io.trainvae.network.VaeState;
import io.trainvae.storage.Storage;
import io.trainvae.testing.Fuzzer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointFuzzTest {
  private static final int INPUTS = 500;
  private static final long MOST_BYTES = 16 << 20;
  private static final int PARAMETERS = 3;

  @TempDir Path folder;
  private final Storage storage = new Storage(new Configuration(false));
  private final RunConfig config =
      new ConfigLoader(storage).load("mlp-400", List.of("train.outer.type=plain"));
  private final Origin origin =
      Origin.of(
          config.withWorkers(2), new DatasetInfo("few", false, 60, 10, 28, 28, 10, List.of()));
  private CheckpointStore store;
  private Path checkpoint;

  @BeforeEach
  void write() throws IOException {
    store = new CheckpointStore(storage, storage.path(folder.toString()));
    float[] numbers = {1, 2, 3};
    CheckpointWriter.write(
        storage,
        store,
        new Checkpoint(
            new Position(1, 2, 14, 3.5, 0.25),
            0.5,
            origin,
            "00c0ffee",
            null,
            List.of(new EpochFigures(1, 24, 60, 99, 0.5, 1.25, 1e-3, Double.NaN, Double.NaN)),
            Map.of("plateau", Map.of("best", Double.NaN))),
        new VaeState(numbers, numbers, numbers, 7),
        1,
        1);
    try (Stream<Path> all = Files.list(folder)) {
      checkpoint = all.findFirst().orElseThrow();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"manifest.json", "training.json", "first-moment.bin"})
  void filesAreReadOrRefused(String name) throws IOException {
    Path file = checkpoint.resolve(name);
    int refused =
        new Fuzzer(7, MOST_BYTES)
            .run(
                INPUTS,
                List.of(Files.readAllBytes(file)),
                input -> {
                  Files.write(file, input);
                  read();
                });
    assertThat(refused).isBetween(INPUTS / 2, INPUTS - 1);
  }

  /** With a matching checksum, as an attacker would make it. */
  @Test
  void craftedTrainingsAreReadOrRefused() throws IOException {
    Path file = checkpoint.resolve("training.json");
    byte[] good = Files.readAllBytes(file);
    String manifest = Files.readString(checkpoint.resolve("manifest.json"));
    assertThat(manifest).contains(part(good));
    int refused =
        new Fuzzer(8, MOST_BYTES)
            .run(
                INPUTS,
                List.of(good),
                input -> {
                  Files.write(file, input);
                  Files.writeString(
                      checkpoint.resolve("manifest.json"),
                      manifest.replace(part(good), part(input)));
                  read();
                });
    assertThat(refused).isBetween(INPUTS / 2, INPUTS - 1);
  }

  private static String part(byte[] training) {
    return "\"bytes\":%d,\"sha256\":\"%s\"".formatted(training.length, Json.sha256(training));
  }

  private void read() {
    store.newest(
        origin,
        () -> PARAMETERS,
        complaint -> {
          throw JobException.data(complaint);
        });
  }
}
