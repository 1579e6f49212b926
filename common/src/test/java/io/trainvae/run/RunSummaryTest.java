package io.trainvae.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trainvae.error.ExitCode;
import io.trainvae.error.JobException;
import io.trainvae.metrics.Outcome;
import io.trainvae.metrics.Summary;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** The summary of a run, and what it says about the run's state. */
class RunSummaryTest extends RunFolderFixture {
  @Test
  void onlyATrainedRunIsOpened() throws IOException {
    assertThatThrownBy(() -> RunFolder.open(storage, root))
        .hasMessage("Cannot use %s as a trained run: it has no config.yaml".formatted(root));
    begun();
    assertThatThrownBy(() -> RunFolder.open(storage, root))
        .hasMessage("Cannot use %s as a trained run: it has no model".formatted(root));
    Files.createDirectories(folder.resolve("run/model"));
    assertThat(RunFolder.open(storage, root).provenance().dataset()).isEqualTo(DATASET);
  }

  @Test
  void successIsSaidInTheSummaryAndByAFile() {
    RunFolder run = begun();
    SummaryFile.write(storage, run.layout().summary(), summary(1.5));
    assertThat(run.markSuccess().status()).isEqualTo("complete");
    assertThat(run.summary().status()).isEqualTo("complete");
    assertThat(folder.resolve("run/_SUCCESS")).isEmptyFile();
    run.unmarkSuccess();
    assertThat(folder.resolve("run/_SUCCESS")).doesNotExist();
  }

  @Test
  void summaryHasNullForWhatIsNotKnownAndNeverNaN() throws IOException {
    RunFolder run = begun();
    SummaryFile.write(storage, run.layout().summary(), summary(Double.NaN));
    JsonNode json = new ObjectMapper().readTree(folder.resolve("run/summary.json").toFile());
    assertThat(json.at("/train/neg_elbo").isNull()).isTrue();
    assertThat(json.at("/train/images_per_second").isNull()).isTrue();
    assertThat(json.get("test").isNull()).isTrue();
    assertThat(json.at("/dataset/train_images").asInt()).isEqualTo(60);
    assertThat(json.get("parameters_sha256").asText()).isEqualTo("00ff");
    assertThat(SummaryFile.read(storage, run.layout().summary()).train().negElbo()).isNull();
  }

  @Test
  void aRunIsTrainedOnceItsTrainingIsDone() throws IOException {
    RunFolder run = begun();
    Files.createDirectories(folder.resolve("run/model"));
    assertThat(run.isTrained()).isFalse();
    Files.writeString(folder.resolve("run/summary.json"), "{\"epochs\": 3}");
    assertThat(run.isTrained()).as("of before there were outcomes").isTrue();
    for (Outcome outcome : Outcome.values()) {
      Files.writeString(
          folder.resolve("run/summary.json"),
          "{\"epochs\": 3, \"outcome\": \"%s\"}".formatted(outcome.id()));
      assertThat(run.summary().outcome()).isEqualTo(outcome);
      assertThat(run.isTrained()).as(outcome.id()).isEqualTo(outcome.trained());
    }
    assertThatThrownBy(() -> RunFolder.open(storage, root))
        .hasMessage(
            "Cannot use %s as a trained run: its training failed after 3 epochs; train --resume continues"
                .formatted(root));
  }

  @Test
  void figuresOfBeforeTheirImagesWereCountedAreOfAnUnknownNumber() throws IOException {
    begun();
    Files.writeString(
        folder.resolve("run/summary.json"),
        "{\"dataset\": {\"name\": \"mnist\", \"train_images\": 6, \"test_images\": 5},"
            + " \"test\": {\"neg_elbo\": 104.5}}");
    Summary summary = SummaryFile.read(storage, new RunLayout(root).summary());
    assertThat(summary.test().images()).isNull();
    assertThat(summary.outcome()).isNull();
    assertThat(summary.testedOnAll()).isFalse();
    assertThat(summary.testedOn()).isEqualTo("number of images not stated");

    Summary again = summary.withTest(test("mnist", 5));
    assertThat(again.testedOnAll()).as("evaluated again").isTrue();
    assertThat(again.testedOn()).isEqualTo("5 images");
    assertThat(summary.withTest(test("kmnist", 5)).testedOn()).isEqualTo("5 images of kmnist");
    assertThat(summary.withTest(test("mnist", 6)).testedElsewhere()).isTrue();
  }

  @Test
  void summariesWithoutAUnitAreInNats() throws IOException {
    begun();
    Files.writeString(folder.resolve("run/summary.json"), "{\"epochs\": 3}");
    assertThat(SummaryFile.read(storage, new RunLayout(root).summary()).unit())
        .isEqualTo("nats per image");
  }

  @Test
  void whatIsNoSummaryIsRefused() throws IOException {
    begun();
    Files.writeString(folder.resolve("run/summary.json"), "{\"epochs\": \"many\"}");
    assertThatThrownBy(() -> RunFolder.open(storage, root).summary())
        .hasMessageStartingWith("Cannot read %s/summary.json: ".formatted(root));
    assertThatThrownBy(() -> SummaryFile.read(storage, new RunLayout(root).summary()))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DATA))
        .hasMessageStartingWith("Cannot read %s/summary.json: ".formatted(root))
        .hasMessageNotContaining("\n");
  }
}
