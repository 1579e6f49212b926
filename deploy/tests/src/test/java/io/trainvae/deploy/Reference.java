package io.trainvae.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trainvae.testing.SubmitResult;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A small data set as IDX files, and a run on it with two workers on the local disk: what all other
 * places must give, to the bit. Made once for all tests.
 */
final class Reference {
  private static final int TRAIN = 203;
  private static final int TEST = 60;
  private static final int SIDE = 12;
  private static Reference made;

  private final Path folder;
  private final JsonNode summary;

  private Reference() throws IOException {
    folder =
        Files.createTempDirectory(
                Files.createDirectories(Path.of("target/runs").toAbsolutePath()), "reference-")
            .toRealPath();
    write("train", TRAIN);
    write("t10k", TEST);
    TrainVae local = new TrainVae(folder, List.of("--master", "local[2]"), Map.of());
    SubmitResult result =
        local.run(options("--source", idx().toString(), "--run", folder + "/local"));
    assertThat(result.exitCode()).as(result.toString()).isZero();
    summary = summary(Files.readString(folder.resolve("local/summary.json")));
  }

  static synchronized Reference made() throws IOException {
    if (made == null) {
      made = new Reference();
    }
    return made;
  }

  /** The folder with the four IDX files. */
  Path idx() {
    return folder.resolve("idx");
  }

  /** The run on the local disk. */
  Path run() {
    return folder.resolve("local");
  }

  /** A whole run that is to give the same. */
  String[] options(String... places) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "run",
                "--workers",
                "2",
                "--epochs",
                "2",
                "--averaging-frequency",
                "1",
                "--importance-samples",
                "3"));
    words.addAll(List.of(places));
    return words.toArray(String[]::new);
  }

  /** Fails unless a run's summary has the same parameters and test figures. */
  void assertSame(String summaryJson) throws IOException {
    JsonNode other = summary(summaryJson);
    assertThat(other.path("status").asText()).isEqualTo("complete");
    assertThat(other.path("parameters_sha256").asText())
        .matches("[0-9a-f]{64}")
        .isEqualTo(summary.path("parameters_sha256").asText());
    assertThat(other.path("test")).isEqualTo(summary.path("test"));
  }

  static JsonNode summary(String json) throws IOException {
    return new ObjectMapper().readTree(json);
  }

  private void write(String split, int count) throws IOException {
    Files.createDirectories(idx());
    Random random = new Random(count);
    byte[] pixels = new byte[count * SIDE * SIDE];
    random.nextBytes(pixels);
    byte[] labels = new byte[count];
    for (int i = 0; i < count; i++) {
      labels[i] = (byte) (i % 10);
    }
    idx(split + "-images-idx3-ubyte", pixels, 2051, count, SIDE, SIDE);
    idx(split + "-labels-idx1-ubyte", labels, 2049, count);
  }

  private void idx(String name, byte[] values, int... header) throws IOException {
    try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(idx().resolve(name)))) {
      for (int field : header) {
        out.writeInt(field);
      }
      out.write(values);
    }
  }
}
