package io.trainvae.checkpoint;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trainvae.config.ConfigLoader;
import io.trainvae.data.DatasetInfo;
import io.trainvae.data.DatasetInfo.Part;
import io.trainvae.data.DatasetInfo.SourceFile;
import io.trainvae.error.ExitCode;
import io.trainvae.error.JobException;
import io.trainvae.storage.Storage;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
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

  private static Origin on(DatasetInfo dataset) {
    ConfigLoader loader = new ConfigLoader(new Storage(new Configuration(false)));
    return Origin.of(loader.load("mlp-400", List.of()), dataset);
  }

  private static DatasetInfo grown(String first, int width, Part... parts) {
    List<SourceFile> sources = new ArrayList<>(List.of(new SourceFile("images:a", first)));
    for (int i = 1; i < parts.length; i++) {
      sources.add(new SourceFile("images:a", parts[i].sha256()));
    }
    return new DatasetInfo(
        "few",
        false,
        Stream.of(parts).mapToLong(Part::trainImages).sum(),
        0,
        Stream.of(parts).mapToLong(Part::testImages).sum(),
        28,
        width,
        3,
        10,
        List.of(),
        sources,
        parts.length == 1 ? List.of() : List.of(parts));
  }

  @Test
  void aDataSetMayGrowByParts() {
    Part one = new Part("few", 60, 0, 10, "1");
    Part two = new Part("images:a", 30, 0, 0, "2");
    Part three = new Part("images:a", 5, 0, 2, "3");
    Origin first = on(grown("f", 28, one));
    Origin second = on(grown("f", 28, one, two));
    Origin third = on(grown("f", 28, one, two, three));
    for (Origin now : List.of(second, third)) {
      assertThatCode(() -> first.grownTo(now).mustEqual(now, RUN)).doesNotThrowAnyException();
    }
    assertThatCode(() -> second.grownTo(third).mustEqual(third, RUN)).doesNotThrowAnyException();
    // Shrunk, of another size, of other first images, of another second part.
    refused(second, first, "training images is 60, was 90");
    refused(first, on(grown("f", 29, one, two)), "width is 29, was 28");
    refused(first, on(grown("x", 28, one, two)), "SHA-256 of images:a is x, was f");
    refused(second, on(grown("f", 28, one, three, two)), "SHA-256 of images:a (2) is 3, was 2");
    refused(
        first,
        on(grown("f", 28, new Part("few", 61, 0, 10, "1"), two)),
        "training images is 91, was 60");
  }

  private static void refused(Origin then, Origin now, String why) {
    assertThatThrownBy(() -> then.grownTo(now).mustEqual(now, RUN))
        .isInstanceOfSatisfying(
            JobException.class, e -> Assertions.assertThat(e.exitCode()).isEqualTo(ExitCode.DATA))
        .hasMessageStartingWith("Cannot resume file:/run on another data set: ")
        .hasMessageContaining(why);
  }
}
