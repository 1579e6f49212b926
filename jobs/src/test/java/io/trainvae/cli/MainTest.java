package io.trainvae.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.trainvae.config.AveragingGrowth;
import io.trainvae.config.OuterStep;
import io.trainvae.config.RunConfig;
import io.trainvae.config.WorkerScaling;
import io.trainvae.decode.DecodeRequest;
import io.trainvae.encode.EncodeRequest;
import io.trainvae.error.JobException;
import io.trainvae.evaluate.EvaluateRequest;
import io.trainvae.ingest.IngestRequest;
import io.trainvae.train.StopSignal;
import io.trainvae.train.TrainRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
  @TempDir Path folder;
  private final RecordingJobRunner runner = new RecordingJobRunner();
  private final StopSignal stop = new StopSignal();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void runDoesEverythingInOrderAndMarksSuccess() {
    assertThat(main("--run", in("r"))).isZero();
    assertThat(runner.requests)
        .hasExactlyElementsOfTypes(
            IngestRequest.class,
            TrainRequest.class,
            EvaluateRequest.class,
            EncodeRequest.class,
            DecodeRequest.class);
    var ingest = (IngestRequest) runner.requests.get(0);
    assertThat(ingest)
        .isEqualTo(
            new IngestRequest(
                "synthetic", path("r/data"), OptionalInt.empty(), Optional.empty(), 0));
    var train = (TrainRequest) runner.requests.get(1);
    assertThat(train.config().train()).isEqualTo(train(RunCommand.DEMO_EPOCHS, 2, 0, 0));
    assertThat(train.data()).isEqualTo(path("r/data"));
    assertThat(runner.requests.get(3))
        .isEqualTo(new EncodeRequest(path("r"), path("r/data"), path("r/encoded"), 0));
    assertThat(folder.resolve("r/_SUCCESS")).exists();
    assertThat(folder.resolve("r/summary.json")).content().contains("\"complete\"");
    assertThat(folder.resolve("r/config.yaml")).exists();
    assertThat(folder.resolve("r/provenance.json")).content().contains("\"dl4j\" : \"1.0.0-M2.1\"");
    assertThat(err())
        .startsWith("[1/5] Ingesting synthetic digits into %s\n".formatted(in("r/data")))
        .contains("[2/5] Training mlp-400 on 6,000 images with 2 workers\n")
        .contains("[5/5] ");
    assertThat(out())
        .isEqualTo(
            """
            run             %1$s
            report          %1$s/report.html
            model           %1$s/model
            latents         %1$s/encoded
            outcome         finished after 5 epochs
            training -ELBO  105.05 = 79.90 + 25.15 nats per image
            speed           12,345 images/s, 4.90 s per epoch
            test -ELBO      104.46 = 79.36 + 25.10 nats per image, 10 images
            active units    17
            """
                .formatted(in("r")));
  }

  @Test
  void epochsAreThePresetsWhenTheUserChoosesImagesOrPreset() {
    main("run", "--run", in("a"), "--preset", "mlp-400");
    main("run", "--run", in("b"), "--source", "mnist");
    main("run", "--run", in("c"), "--epochs", "2");
    main("run", "--run", in("d"), "--set", "train.epochs=3");
    assertThat(runner.requests.stream().filter(TrainRequest.class::isInstance))
        .extracting(request -> ((TrainRequest) request).config().train().epochs())
        .containsExactly(15, 15, 2, 3);
  }

  @Test
  void runOnADataSetLeavesOutTheIngest() throws IOException {
    assertThat(main("run", "--run", in("r"), "--data", dataset(), "--workers", "2")).isZero();
    assertThat(runner.requests.get(0)).isInstanceOf(TrainRequest.class);
    assertThat(err()).contains("[1/4] Training mlp-400 on 6,000 images with 2 workers\n");
    assertThat(folder.resolve("r/data")).doesNotExist();
  }

  @Test
  void commandsMapTheirOptions() throws IOException {
    main("ingest", "--source", "kmnist", "--output", in("k"), "--limit", "7", "--size", "32x30");
    main(
        "train",
        "--data",
        dataset(),
        "--run",
        in("r"),
        "--seed",
        "9",
        "--threads",
        "3",
        "--set",
        "model.latent=3");
    main("evaluate", "--run", in("r"), "--limit", "5", "--importance-samples", "50");
    main("encode", "--run", in("r"), "--data", dataset(), "--output", in("e"));
    String run = in("r");
    main(
        "decode",
        "--run",
        run,
        "--grid=9",
        "--spacing=quantile",
        "--direction=upwards",
        "--dims=2,0");
    assertThat(runner.applications)
        .containsExactly(
            "train-vae ingest",
            "train-vae train",
            "train-vae evaluate",
            "train-vae encode",
            "train-vae decode");
    assertThat(runner.requests.get(0))
        .isEqualTo(
            new IngestRequest(
                "kmnist",
                path("k"),
                OptionalInt.of(7),
                Optional.of(new IngestRequest.Size(32, 30)),
                0));
    RunConfig config = ((TrainRequest) runner.requests.get(1)).config();
    assertThat(config.train()).isEqualTo(train(15, 0, 3, 9));
    assertThat(config.model().latent()).isEqualTo(3);
    assertThat(runner.requests.get(2))
        .isEqualTo(new EvaluateRequest(path("r"), path("data"), OptionalInt.of(5), 50));
    assertThat(runner.requests.get(3))
        .isEqualTo(new EncodeRequest(path("r"), path("data"), path("e"), 0));
    assertThat(runner.requests.get(4))
        .isEqualTo(
            new DecodeRequest(
                path("r"),
                path("data"),
                new RunConfig.Decode(
                    9, 2.5, RunConfig.Spacing.QUANTILE, RunConfig.Direction.UPWARDS, true),
                Optional.of(new DecodeRequest.Dims(2, 0))));
    assertThat(folder.resolve("r/_SUCCESS")).exists();
    assertThat(out())
        .contains("test bound      86.76 nats per image, first 5 of 10 images, 50 samples\n");
  }

  @Test
  void evaluatingACompleteRunAgainMakesItIncomplete() {
    main("--run", in("r"));
    assertThat(main("evaluate", "--run", in("r"))).isZero();
    assertThat(folder.resolve("r/_SUCCESS")).doesNotExist();
    assertThat(main("decode", "--run", in("r"))).isZero();
    assertThat(folder.resolve("r/_SUCCESS")).exists();
  }

  @Test
  void aPreviousRunIsReplacedOnlyWhenAsked() throws IOException {
    main("--run", in("r"));
    Files.writeString(folder.resolve("r/model/stale"), "x");
    assertThat(main("--run", in("r"))).isEqualTo(2);
    assertThat(err())
        .endsWith("there is a run already; choose another folder, or --resume or --overwrite\n");
    assertThat(main("--run", in("r"), "--overwrite")).isZero();
    assertThat(folder.resolve("r/model/stale")).doesNotExist();
    assertThat(folder.resolve("r/.former")).doesNotExist();
    assertThat(folder.resolve("r/_SUCCESS")).exists();
  }

  @Test
  void usageErrorsAreReportedBeforeSparkStarts() throws IOException {
    assertUsage("Unknown options: '--epoch', '3'", "train", "--data", "x", "--epoch", "3");
    assertThat(err()).contains("--epochs").contains("Try \"train-vae train --help\"");
    assertUsage("Unmatched argument at index 0: 'trian'", "trian");
    assertThat(err()).contains("Did you mean: train-vae train");
    assertUsage("Missing required option: '--data=URI'", "train");
    assertUsage("train.epochs: met 0, expected a whole number", "run", "--epochs", "0");
    assertUsage("3 problems", "run", "--epochs", "0", "--grid", "x", "--set", "trian.seed=1");
    assertUsage("Cannot find preset cnm", "--preset", "cnm");
    assertUsage("unknown scheme gopher", "run", "--run", "gopher://x/y");
    assertUsage("Cannot use --size 32: expected height x width", "run", "--size", "32");
    assertUsage("Cannot use --limit 0: expected at least 1", "run", "--limit", "0");
    assertUsage("Cannot use --dims 0,20: expected two different", "run", "--dims", "0,20");
    assertUsage("Cannot use --dims 1,1: expected two different", "run", "--dims", "1,1");
    assertUsage("expected 0 to 100000", "run", "--importance-samples", "-1");
    assertUsage("together with --source", "run", "--data", dataset(), "--limit", "3");
    assertUsage("has no config.yaml", "evaluate", "--run", folder.toString());
    assertThat(runner.applications).isEmpty();
  }

  @Test
  void unusableDataIsReportedBeforeSparkStarts() {
    assertThat(main("train", "--data", in("absent"))).isEqualTo(3);
    assertThat(err())
        .isEqualTo("Cannot read file:%s: no such file or folder\n".formatted(in("absent")));
    assertThat(main("train", "--data", folder.toString())).isEqualTo(3);
    assertThat(err()).contains("it has no dataset.json; run ingest first\n");
    assertThat(runner.applications).isEmpty();
  }

  @Test
  void failuresAreOneLineAndStackTracesAreForDebugging() {
    runner.failure = JobException.data("Cannot read x: magic 2049, expected 2051");
    assertThat(main("ingest", "--output", in("d"))).isEqualTo(3);
    assertThat(err().lines().skip(1)).containsExactly("Cannot read x: magic 2049, expected 2051");
    assertThat(main("--debug", "ingest", "--output", in("d"))).isEqualTo(3);
    assertThat(err()).contains("\tat io.trainvae.cli.MainTest.");
    runner.failure = new NoClassDefFoundError("org/nd4j/Nd4j");
    assertThat(main("ingest", "--output", in("d"), "--debug")).isEqualTo(1);
    assertThat(err()).contains("Failed: NoClassDefFoundError: org/nd4j/Nd4j\njava.lang.");
  }

  @Test
  void mergeTakesADataSetAlone() throws IOException {
    assertThat(main("ingest", "--merge", "--output", dataset())).isZero();
    assertThat(runner.requests).containsExactly(path("data"));
    assertThat(out()).containsPattern("files +2, formerly 5");
    assertThat(main("ingest", "--merge", "--append", "--output", dataset())).isEqualTo(2);
    assertThat(main("ingest", "--merge", "--limit=3", "--output", dataset())).isEqualTo(2);
    assertThat(err())
        .contains(
            "Cannot use --merge together with --append: expected --output alone\n",
            "Cannot use --merge together with options about images: expected --output alone\n");
    assertThat(main("ingest", "--merge", "--output", in("none"))).isEqualTo(3);
    assertThat(runner.requests).hasSize(1);
  }

  @Test
  void anInterruptedJobSaysNothingMore() {
    runner.failure = new IllegalStateException("SparkContext was shut down");
    stop.request();
    assertThat(
            Main.run(
                runner,
                stop,
                new String[] {"ingest", "--output", in("d")},
                new PrintStream(out, true, UTF_8),
                new PrintStream(err, true, UTF_8)))
        .isEqualTo(130);
    assertThat(err()).doesNotContain("shut down");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "run",
        "ingest",
        "train",
        "evaluate",
        "encode",
        "decode",
        "export",
        "check",
        "presets"
      })
  void everyCommandHasHelpWithExamples(String command) {
    assertThat(command.isEmpty() ? main("--help") : main(command, "--help")).isZero();
    assertThat(out()).startsWith("Usage: train-vae").contains("Examples:").contains("--debug");
    assertThat(out().lines()).allMatch(line -> line.length() <= 100);
    assertThat(err()).isEmpty();
  }

  @Test
  void versionsArePrinted() {
    assertThat(main("--version")).isZero();
    assertThat(out())
        .matches(
            "train-vae \\d+\\.\\d+\\.\\d+.*\nSpark 3\\.5\\.7\nDL4J 1\\.0\\.0-M2\\.1\nJava 17.*\n");
  }

  @Test
  void presetsAreListedAndPrinted() {
    assertThat(main("presets")).isZero();
    assertThat(out()).contains("mlp-400      One dense layer of 400 units");
    out.reset();
    assertThat(main("presets", "mlp-400")).isZero();
    assertThat(out()).startsWith("# ").contains("preset: mlp-400\n");
    assertThat(main("presets", "--keys")).isZero();
    assertThat(out())
        .contains(
            "train.epochs (required): passes over the training split\n    a whole number from");
    assertThat(main("presets", "mlp-40")).isEqualTo(2);
    assertThat(err()).startsWith("Cannot find preset mlp-40: expected ");
  }

  private void assertUsage(String message, String... args) {
    err.reset();
    assertThat(main(args)).isEqualTo(2);
    assertThat(err()).contains(message).doesNotContain("\tat ");
  }

  private int main(String... args) {
    return Main.run(
        runner, stop, args, new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
  }

  private String dataset() throws IOException {
    Files.createDirectories(folder.resolve("data"));
    Files.writeString(folder.resolve("data/dataset.json"), RecordingJobRunner.DATASET);
    return in("data");
  }

  private String in(String name) {
    return folder.resolve(name).toString();
  }

  private org.apache.hadoop.fs.Path path(String name) {
    return new org.apache.hadoop.fs.Path("file:" + in(name));
  }

  private String out() {
    return out.toString(UTF_8);
  }

  private String err() {
    return err.toString(UTF_8);
  }

  private static RunConfig.Train train(int epochs, int workers, int threads, long seed) {
    return new RunConfig.Train(
        epochs,
        128,
        workers,
        threads,
        new WorkerScaling(1, 16, 0.333),
        10,
        AveragingGrowth.NONE,
        seed,
        new OuterStep(OuterStep.Type.NESTEROV, 0.8, 0.5, OuterStep.Moments.AVERAGED),
        RunConfig.Schedule.CONSTANT,
        RunConfig.EarlyStopping.NEVER);
  }
}
