package io.trainvae.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainvae.config.ConfigLoader;
import io.trainvae.config.RunConfig;
import io.trainvae.data.DatasetInfo;
import io.trainvae.metrics.Outcome;
import io.trainvae.model.Shape;
import io.trainvae.network.InitialWeights;
import io.trainvae.network.SavedModel;
import io.trainvae.network.VaeState;
import io.trainvae.run.RunLayout;
import io.trainvae.storage.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveReportTest {
  private static final int EPOCHS = 3;

  @TempDir Path folder;
  @TempDir Path frames;
  private final Storage storage = new Storage(new Configuration());
  private final RunConfig config = new ConfigLoader(storage).load("mlp-400", List.of());
  private final DatasetInfo dataset = new DatasetInfo("few", true, 6000, 10, 28, 28, 10, List.of());
  private final TrainingProgress progress = TrainingProgress.begin(config, new EpochHistory());
  private TrainingFilm film;
  private LiveReport report;

  @BeforeEach
  void make() {
    FrameFiles files = new FrameFiles(storage, storage.path(frames.toString()));
    film = new TrainingFilm(0, config.model(), EPOCHS, files);
    report = report(folder);
  }

  private LiveReport report(Path root) {
    RunLayout layout = new RunLayout(storage.path(root.toString()));
    return new LiveReport(
        storage,
        layout,
        new TrainingSummary("r", config, 1, dataset, progress),
        film,
        new RunGuard(Optional.empty(), new StopSignal()));
  }

  private String page() throws IOException {
    return Files.readString(folder.resolve("report.html"));
  }

  private String status() throws IOException {
    Matcher chip = Pattern.compile("<li class=\"chip [^\"]*\">([^<]*)").matcher(page());
    assertThat(chip.find()).isTrue();
    return chip.group(1);
  }

  private void start(LiveReport told) {
    told.started(new TrainListener.Plan("r", 2, 1, 128, EPOCHS, 24, 6000, 9));
    VaeState state = InitialWeights.of(config.model(), Shape.grey(28, 28), 0);
    film.take(0, new SavedModel(config.model(), Shape.grey(28, 28), state.parameters()));
  }

  private void epoch(LiveReport told, int number, double seconds) {
    var done =
        new TrainListener.Epoch(
            number,
            number * 24,
            6000,
            90 - number,
            25,
            seconds,
            1e-3,
            Optional.of(0.02),
            Optional.empty());
    progress.history().epochDone(done);
    told.epochDone(done);
  }

  @Test
  void thePageFollowsTheTraining() throws IOException {
    start(report);
    assertThat(status()).isEqualTo("training, epoch 1/3");
    assertThat(page()).contains("content=\"2\"").doesNotContain("data:image");

    epoch(report, 1, 20);
    assertThat(status()).isEqualTo("training, epoch 2/3");
    assertThat(page())
        .contains("http-equiv=\"refresh\" content=\"10\"", "114.00", "value=\"1\"")
        .contains("Enlarge loss.png", "Enlarge disagreement.png", "Enlarge decoded.png");

    epoch(report, 2, 20);
    epoch(report, 3, 20);
    report.ended(Outcome.FINISHED);
    assertThat(status()).isEqualTo("trained");
    assertThat(page()).contains("http-equiv=\"refresh\"", "The evaluation and the pictures follow");
    assertThat(folder.toFile().list()).containsExactly("report.html");
  }

  @Test
  void aTrainingThatStopsIsNotFollowedAnyFurther() throws IOException {
    start(report);
    epoch(report, 1, 20);
    report.ended(Outcome.INTERRUPTED);

    assertThat(status()).isEqualTo("interrupted, 1 of 3 epochs done");
    assertThat(page()).contains("114.00").doesNotContain("http-equiv=\"refresh\"");
  }

  @Test
  void eachOutcomeIsSaid() throws IOException {
    start(report);
    epoch(report, 1, 20);
    assertThat(page()).containsPattern("It was written at 20\\d\\d-\\d\\d-\\d\\dT[\\d:]+Z");
    report.ended(Outcome.FAILED);
    assertThat(status()).isEqualTo("failed, 1 of 3 epochs done");
    report.ended(Outcome.STOPPED_EARLY);
    assertThat(status()).isEqualTo("trained");
    assertThat(page())
        .contains("Stopped early by its rule, train.early-stopping.", "1 of 3 epochs")
        .contains("http-equiv=\"refresh\"");
  }

  @Test
  void pagesThatCannotBeWrittenStopNothing() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    LiveReport blocked = report(file);
    start(blocked);
    epoch(blocked, 1, 20);
    blocked.ended(Outcome.FAILED);

    assertThat(file).isEmptyFile();
  }
}
