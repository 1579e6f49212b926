package io.trainvae.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.trainvae.testing.SubmitResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A training of some seconds, long enough to be disturbed, and its undisturbed result on a local
 * disk. Made once for all tests.
 */
final class TinyTraining {
  private static final int EPOCHS = 6;

  /** Its output when it has begun and not ended. */
  static final Pattern UNDER_WAY = Pattern.compile("epoch 2/" + EPOCHS);

  private static TinyTraining made;

  private final Path data;
  private final JsonNode summary;

  private TinyTraining() throws IOException {
    Path folder = Reference.made().run();
    data = folder.resolve("data");
    TrainVae local = new TrainVae(folder, List.of("--master", "local[2]"), Map.of());
    SubmitResult result = local.run(options(data.toString(), folder + "/calm"));
    assertThat(result.exitCode()).as(result.toString()).isZero();
    summary = Reference.summary(Files.readString(folder.resolve("calm/summary.json")));
  }

  static synchronized TinyTraining made() throws IOException {
    if (made == null) {
      made = new TinyTraining();
    }
    return made;
  }

  /** The data set on the local disk. */
  Path data() {
    return data;
  }

  /** The same training elsewhere. */
  String[] options(String dataUri, String runUri, String... more) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "train",
                "--data",
                dataUri,
                "--run",
                runUri,
                "--workers=2",
                "--averaging-frequency=1",
                "--epochs=" + EPOCHS,
                "--set=train.batch=16",
                "--set=model.latent=3",
                "--set=model.encoder=[{type: dense, units: 16, activation: relu}]",
                "--set=model.decoder=[{type: dense, units: 16, activation: relu}]"));
    words.addAll(List.of(more));
    return words.toArray(String[]::new);
  }

  /** Fails unless a run's summary has the same parameters and training figures. */
  void assertSame(String summaryJson) throws IOException {
    JsonNode other = Reference.summary(summaryJson);
    assertThat(other.path("parameters_sha256").asText())
        .matches("[0-9a-f]{64}")
        .isEqualTo(summary.path("parameters_sha256").asText());
    for (String figure : List.of("neg_elbo", "reconstruction", "kl")) {
      assertThat(other.path("train").path(figure)).isEqualTo(summary.path("train").path(figure));
    }
  }
}
