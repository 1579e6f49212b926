package io.trainvae.checkpoint;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trainvae.config.ConfigLoader;
import io.trainvae.data.DatasetInfo;
import io.trainvae.error.ExitCode;
import io.trainvae.error.JobException;
import io.trainvae.storage.Storage;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** Checkpoints of before some rules were settings. */
class OriginTest {
  private static final Path RUN = new Path("file:/run");
  private static final DatasetInfo DATASET =
      new DatasetInfo("few", false, 60, 10, 28, 28, 10, List.of());

  private static Origin origin(String preset, String... settings) {
    ConfigLoader loader = new ConfigLoader(new Storage(new Configuration(false)));
    return Origin.of(loader.load(preset, List.of(settings)), DATASET);
  }

  /** As it was written then. */
  private static Origin formerly(String preset, String... settings) throws Exception {
    ObjectNode json =
        (ObjectNode) new ObjectMapper().readTree(Json.bytes(origin(preset, settings)));
    ObjectNode all = (ObjectNode) json.path("settings");
    all.remove(List.of("optimiser.epsilon-rule", "train.schedule.threshold-mode"));
    return Json.read(Json.bytes(json), "training.json", Origin.class);
  }

  @Test
  void aTrainingOfBeforeGoesOnByTheRulesOfThen() throws Exception {
    Origin then = formerly("mlp-512-256");
    assertThatCode(
            () ->
                then.mustEqual(
                    origin(
                        "mlp-512-256",
                        "optimiser.epsilon-rule=epsilon-hat",
                        "train.schedule.threshold-mode=absolute"),
                    RUN))
        .doesNotThrowAnyException();
  }

  @Test
  void otherRulesAreRefusedByName() throws Exception {
    Origin then = formerly("mlp-512-256");
    assertThatThrownBy(() -> then.mustEqual(origin("mlp-512-256"), RUN))
        .isInstanceOfSatisfying(
            JobException.class, e -> Assertions.assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessage(
            "Cannot resume file:/run with another configuration: optimiser.epsilon-rule is"
                + " bias-corrected, was epsilon-hat, train.schedule.threshold-mode is relative,"
                + " was absolute");
  }
}
