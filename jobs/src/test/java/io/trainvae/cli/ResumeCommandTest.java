package io.trainvae.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trainvae.config.ConfigLoader;
import io.trainvae.decode.DecodeRequest;
import io.trainvae.encode.EncodeRequest;
import io.trainvae.error.JobException;
import io.trainvae.evaluate.EvaluateRequest;
import io.trainvae.ingest.IngestRequest;
import io.trainvae.lease.Lease;
import io.trainvae.run.RunFolder;
import io.trainvae.run.RunLayout;
import io.trainvae.train.RunStarter;
import io.trainvae.train.StopSignal;
import io.trainvae.train.TrainListener;
import io.trainvae.train.TrainRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The steps that a resumed run takes, and what it refuses, without Spark. */
class ResumeCommandTest {
  @TempDir Path folder;
  private final RecordingJobRunner runner = new RecordingJobRunner();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int main(String... args) {
    err.reset();
    return Main.run(
        runner,
        new StopSignal(),
        args,
        new PrintStream(out, true, UTF_8),
        new PrintStream(err, true, UTF_8));
  }

  private String err() {
    return err.toString(UTF_8);
  }

  private String in(String name) {
    return folder.resolve(name).toString();
  }

  /** A run with all its steps, which are then forgotten. */
  private void complete() throws IOException {
    assertThat(main("run", "--run", in("r"))).as(err()).isZero();
    // The recorded encode writes nothing.
    Files.createDirectories(folder.resolve("r/encoded"));
    Files.createFile(folder.resolve("r/encoded/_SUCCESS"));
    runner.requests.clear();
    runner.applications.clear();
    out.reset();
  }

  private int resume(String... more) {
    String[] args = new String[more.length + 4];
    args[0] = "run";
    args[1] = "--run";
    args[2] = in("r");
    args[3] = "--resume";
    System.arraycopy(more, 0, args, 4, more.length);
    return main(args);
  }

  private void assertRefused(int exitCode, String message, int met) {
    assertThat(met).as(err()).isEqualTo(exitCode);
    assertThat(err()).startsWith(message).hasLineCount(1);
    assertThat(runner.applications).isEmpty();
  }

  @Test
  void whatIsCompleteIsLeftAlone() throws IOException {
    complete();
    assertThat(resume()).isZero();
    assertThat(err()).isEqualTo("Nothing to resume: %s is complete\n".formatted(in("r")));
    assertThat(out.toString(UTF_8)).contains("test -ELBO      104.46");
    assertThat(runner.applications).isEmpty();
    assertThat(folder.resolve("r/_SUCCESS")).exists();
    assertThat(folder.resolve("r/.lease.json")).doesNotExist();
  }

  @Test
  void stepsThatAreDoneAreSkipped() throws IOException {
    complete();
    Files.delete(folder.resolve("r/_SUCCESS"));
    assertThat(resume()).isZero();
    assertThat(runner.requests).hasExactlyElementsOfTypes(DecodeRequest.class);
    assertThat(err())
        .isEqualTo(
            """
            [1/5] Ingested already
            [2/5] Trained already
            [3/5] Evaluated already
            [4/5] Encoded already
            [5/5] Drawing pictures and the report
            """);
    runner.requests.clear();
    Files.delete(folder.resolve("r/encoded/_SUCCESS"));
    assertThat(resume()).isZero();
    assertThat(runner.requests).hasExactlyElementsOfTypes(EncodeRequest.class, DecodeRequest.class);
  }

  @Test
  void otherSettingsOfAStepMakeItNecessary() throws IOException {
    complete();
    assertThat(resume("--importance-samples", "5")).isZero();
    assertThat(runner.requests)
        .hasExactlyElementsOfTypes(EvaluateRequest.class, EncodeRequest.class, DecodeRequest.class);
    runner.requests.clear();
    assertThat(resume("--grid", "9")).isZero();
    assertThat(runner.requests).hasExactlyElementsOfTypes(DecodeRequest.class);
    assertThat(((DecodeRequest) runner.requests.get(0)).grid().grid()).isEqualTo(9);
    runner.requests.clear();
    assertThat(resume("--set", "evaluate.seed=3")).isZero();
    assertThat(runner.requests.get(0)).isInstanceOf(EvaluateRequest.class);
    assertThat(folder.resolve("r/config.yaml")).content().contains("seed: 3");
  }

  @Test
  void whereNothingIsItBeginsAtTheBeginning() {
    assertThat(resume("--limit", "7")).isZero();
    assertThat(runner.requests)
        .hasExactlyElementsOfTypes(
            IngestRequest.class,
            TrainRequest.class,
            EvaluateRequest.class,
            EncodeRequest.class,
            DecodeRequest.class);
    assertThat(((TrainRequest) runner.requests.get(1)).start()).isEmpty();
  }

  @Test
  void anIngestThatBrokeOffIsMadeAsItWasAskedFor() {
    runner.failure = new IllegalStateException("killed");
    assertThat(resume("--source", "mnist", "--limit", "7")).isEqualTo(1);
    runner.failure = null;
    runner.requests.clear();
    assertThat(resume()).isZero();
    IngestRequest ingest = (IngestRequest) runner.requests.get(0);
    assertThat(ingest.source()).isEqualTo("mnist");
    assertThat(ingest.limit()).isEqualTo(OptionalInt.of(7));
  }

  @Test
  void aTrainingThatBrokeOffBeginsAnewWithoutACheckpoint() throws IOException {
    complete();
    Files.delete(folder.resolve("r/summary.json"));
    Files.createDirectories(folder.resolve("r/metrics"));
    Files.createFile(folder.resolve("r/metrics/epoch-0099.parquet"));
    assertThat(resume()).isZero();
    assertThat(runner.requests.get(0)).isInstanceOf(TrainRequest.class);
    assertThat(err()).contains("[1/5] Ingested already\n", "[2/5] Training mlp-400");
    assertThat(folder.resolve("r/metrics")).doesNotExist();
    assertThat(folder.resolve("r/data/dataset.json")).exists();
  }

  @Test
  void refusalsNameEachDifferenceBeforeSparkStarts() throws IOException {
    complete();
    assertRefused(
        2,
        "Cannot resume file:%s with another configuration: model.latent is 5, was 20, train.seed is 9, was 0\n"
            .formatted(in("r")),
        resume("--seed", "9", "--set", "model.latent=5"));
    assertRefused(
        2,
        "Cannot resume file:%s with other images: limit is 5, was none\n".formatted(in("r")),
        resume("--limit", "5"));
    assertRefused(
        2,
        "Cannot resume file:%s: it is trained, and has no checkpoint to continue from;"
                .formatted(in("r"))
            + " --overwrite starts again\n",
        resume("--epochs", "99"));
    Path others = Files.createDirectories(folder.resolve("others"));
    Files.writeString(
        others.resolve("dataset.json"), RecordingJobRunner.DATASET.replace("6000", "6001"));
    assertRefused(
        3,
        "Cannot resume file:%s on another data set: training images is 6001, was 6000\n"
            .formatted(in("r")),
        main("train", "--run", in("r"), "--data", others.toString(), "--resume"));
    assertThat(folder.resolve("r/_SUCCESS")).exists();
  }

  /** The overwriting process died while it made its data set; the former run is unchanged. */
  @Test
  void imagesOfAnOverwriteThatBrokeOffDoNotReplaceThoseOfTheFormerRun() throws IOException {
    complete();
    Path provenance = folder.resolve("r/provenance.json");
    Files.writeString(provenance, Files.readString(provenance).replace("6000", "5999"));
    Path dataset = folder.resolve("r/data/dataset.json");
    String former = Files.readString(dataset).replace("6000", "5999");
    Files.writeString(dataset, former);
    Files.writeString(
        folder.resolve("r/.ingest.json"),
        "{\"source\": \"kmnist\", \"limit\": \"none\", \"size\": \"28x28\", \"seed\": \"0\"}");
    assertThat(resume()).as(err()).isEqualTo(3);
    assertThat(err()).contains("Cannot resume file:%s on another data set: ".formatted(in("r")));
    assertThat(dataset).hasContent(former);
    assertThat(folder.resolve("r/_SUCCESS")).exists();
    assertThat(resume()).as(err()).isZero();
    assertThat(err()).startsWith("Nothing to resume");
  }

  @Test
  void whatOtherSettingsWereWrittenDownForIsNotTakenForDone() throws IOException {
    complete();
    for (String[] more : new String[][] {{"--set", "evaluate.seed=3"}, {"--grid", "9"}}) {
      runner.failure = new IllegalStateException("killed");
      assertThat(resume(more)).isEqualTo(1);
      runner.failure = null;
      runner.requests.clear();
      assertThat(resume()).as(err()).isZero();
      assertThat(runner.requests.get(0))
          .isInstanceOf(more[0].equals("--grid") ? DecodeRequest.class : EvaluateRequest.class);
    }
  }

  @Test
  void anEncodingOfOtherImagesIsNotTakenForTheRuns() throws IOException {
    complete();
    Path description = folder.resolve("r/encoded/_encoded.json");
    for (String other : List.of("other", RecordingJobRunner.INFO.fingerprint())) {
      Files.writeString(
          description,
          "{\"parameters_sha256\": \"00ff\", \"fingerprint\": \"%s\"}".formatted(other));
      runner.requests.clear();
      assertThat(resume()).as(err()).isZero();
      assertThat(runner.requests).hasSize(other.equals("other") ? 2 : 0);
    }
  }

  /** Its process stalled, and another one took the run over and began to work there. */
  @Test
  void whoeverLostARunPutsNothingBackAndBeginsNothing() throws IOException {
    complete();
    var layout = new RunLayout(runner.storage().path(in("r")));
    RunFolder run = RunFolder.choose(runner.storage(), layout.root(), RunFolder.Start.OVERWRITE);
    PrintStream nowhere = new PrintStream(err, true, UTF_8);
    Context context =
        new Context(runner, nowhere, nowhere, new StopSignal(), List.of(), Clock.systemUTC());
    LeasedRun claimed = LeasedRun.of(context, run, RunFolder.Start.OVERWRITE);
    run.clear();
    Path lease = folder.resolve("r/.lease.json");
    Files.writeString(lease, Files.readString(lease).replaceFirst("\"token\" : \"", "$0another-"));
    Files.writeString(folder.resolve("r/config.yaml"), "of the other process");
    var beginning =
        new RunStarter(
            claimed.folder(),
            claimed.lease(),
            new ConfigLoader(runner.storage()).load("mlp-400", List.of()),
            null,
            Optional.empty());
    assertThatThrownBy(
            () -> beginning.started(new TrainListener.Plan("r", 2, 1, 128, 5, 24, 6000, 9)))
        .hasMessageContaining("took it over");
    claimed.close();
    assertThat(folder.resolve("r/config.yaml")).hasContent("of the other process");
    assertThat(folder.resolve("r/.former/model")).exists();
  }

  @Test
  void aTrainingThatIsDoneIsSaidToBe() throws IOException {
    complete();
    assertThat(main("train", "--run", in("r"), "--data", in("r/data"), "--resume")).isZero();
    assertThat(err()).matches("Nothing to resume: \\S+ is trained, all \\d+ epochs\n");
    assertThat(runner.applications).isEmpty();
    assertThat(folder.resolve("r/_SUCCESS")).exists();
  }

  @Test
  void eachPartOfTheDataSetIsTrainedSomeEpochs() throws IOException {
    Path data = Files.createDirectory(folder.resolve("d"));
    assertThat(epochsWithParts(data, 0)).isEqualTo(3);
    assertThat(epochsWithParts(data, 1)).isEqualTo(3);
    assertThat(epochsWithParts(data, 3)).isEqualTo(7);
    String[] perPart = {"train", "--data", in("d"), "--run", in("t"), "--epochs-per-part"};
    assertThat(main(with(perPart, "2"))).isEqualTo(2);
    assertThat(err())
        .isEqualTo(
            "Cannot use --epochs-per-part without --epochs or --preset: expected the epochs of the"
                + " first part\n");
    assertThat(main(with(perPart, "-1"))).isEqualTo(2);
    assertThat(err()).isEqualTo("Cannot use --epochs-per-part -1: expected 0 or more\n");
    assertThat(main(with(perPart, "2147483647", "--epochs", "3"))).isEqualTo(2);
    assertThat(err())
        .isEqualTo("Cannot train 3 + 2 x 2147483647 epochs: expected at most 2147483647\n");
  }

  private int epochsWithParts(Path data, int parts) throws IOException {
    String part =
        "{\"source\": \"images:x\", \"train_images\": 2000, \"validation_images\": 0,"
            + " \"test_images\": 0, \"sha256\": \"0\"}";
    String list = String.join(",", Collections.nCopies(parts, part));
    Files.writeString(
        data.resolve("dataset.json"),
        RecordingJobRunner.DATASET.replace(
            "\"sources\"", "\"parts\": [" + list + "], \"sources\""));
    runner.requests.clear();
    String run = in("run-" + parts);
    int code =
        main(
            with(
                new String[] {"train", "--data", in("d"), "--run", run, "--resume"},
                "--epochs",
                "3",
                "--epochs-per-part",
                "2"));
    assertThat(code).as(err()).isZero();
    return ((TrainRequest) runner.requests.get(0)).config().train().epochs();
  }

  private static String[] with(String[] args, String... more) {
    return Stream.concat(Stream.of(args), Stream.of(more)).toArray(String[]::new);
  }

  @Test
  void optionsThatContradictEachOtherAreRefused() throws IOException {
    assertThat(resume("--overwrite")).isEqualTo(2);
    assertThat(err())
        .isEqualTo("Cannot use --resume together with --overwrite: expected one of them\n");
    assertThat(main("run", "--resume")).isEqualTo(2);
    assertThat(err()).isEqualTo("Cannot use --resume without --run: expected the run to resume\n");
  }

  @Test
  void aRunThatSomebodyWritesToIsRefused() throws IOException {
    complete();
    var storage = runner.storage();
    var layout = new RunLayout(storage.path(in("r")));
    try (Lease lease = Lease.acquire(storage, layout.leased(), notice -> {})) {
      String message = "Cannot write to run file:%s: process ".formatted(in("r"));
      assertRefused(4, message, resume());
      assertRefused(4, message, main("run", "--run", in("r"), "--overwrite"));
      assertRefused(4, message, main("evaluate", "--run", in("r")));
      assertRefused(4, message, main("encode", "--run", in("r")));
      assertRefused(4, message, main("decode", "--run", in("r")));
      lease.verify();
    }
    assertThat(folder.resolve("r/_SUCCESS")).exists();
  }

  @Test
  void aRefusedTrainingLeavesTheRunThatWasToBeOverwritten() throws IOException {
    complete();
    String before = Files.readString(folder.resolve("r/summary.json"));
    runner.failure = JobException.data("Cannot use the train split");
    assertThat(main("train", "--run", in("r"), "--data", in("r/data"), "--overwrite")).isEqualTo(3);
    assertThat(folder.resolve("r/summary.json")).hasContent(before);
    assertThat(main("train", "--run", in("new"), "--data", in("r/data"))).isEqualTo(3);
    assertThat(folder.resolve("new")).doesNotExist();
  }
}
