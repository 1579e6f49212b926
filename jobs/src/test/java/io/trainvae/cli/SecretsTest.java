package io.trainvae.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.trainvae.storage.Redaction;
import io.trainvae.testing.ProjectFiles;
import io.trainvae.train.StopSignal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Commands never print secrets that were given to them in the wrong place. */
class SecretsTest {
  private static final String SECRET = "pl4nt3d-wJalrXUtnFEMI";
  private static final String KEY_ID = "AKIAIOSFODNN7EXAMPLE";

  @TempDir Path folder;
  private final RecordingJobRunner runner = new RecordingJobRunner();

  static Stream<Arguments> misplaced() {
    return Stream.of(
        args("train", "--data", "hdfs://me:" + SECRET + "@host/data"),
        args("train", "--data", "s3a://" + KEY_ID + ":" + SECRET + "@bucket/data"),
        args("run", "--run", "http://me:" + SECRET + "@host/run"),
        args("run", "--source", "hdfs://me:" + SECRET + "@host/idx", "--run", "nowhere:/x"),
        args("run", "--preset", "hdfs://me:" + SECRET + "@host/p.yaml"),
        args("run", "--set", "fs.s3a.secret.key=" + SECRET),
        args("run", "--set", "token=" + SECRET, "--epochs", "0"),
        args("run", "--secret-key", SECRET),
        args("run", "--secret-key=" + SECRET),
        args("run", "--conf", "spark.hadoop.fs.s3a.secret.key=" + SECRET),
        args("train", "--data", "s3a://" + KEY_ID + ":" + SECRET + "@my_bucket/data"),
        args("train", "--data", "wasbs://box:" + SECRET + "@account.net/data"),
        args("run", "--password=two " + SECRET),
        args("run", "--source", "https://a.net/box?sv=1&sig=" + SECRET),
        args("run", "--preset", "https://hooks.slack.com/services/T0/" + SECRET),
        args("evaluate", "--run", "/tmp/x?password=" + SECRET));
  }

  private static Arguments args(String... args) {
    return Arguments.of((Object) args);
  }

  @ParameterizedTest
  @MethodSource("misplaced")
  void isNotShown(String[] args) {
    String said = said(args);
    assertThat(said).isNotBlank().doesNotContain(SECRET).doesNotContain(KEY_ID);
  }

  static Stream<Arguments> lengthy() {
    String word = "a".repeat(1_000_000);
    return Stream.of(
        args(word),
        args("run", "--" + word),
        args("run", "--set", word),
        args("run", "--set", word + "=1"),
        args("run", "--set", "train.epochs=" + word),
        args("run", "--set", "optimiser.learning-rate=" + "1".repeat(65_000) + "x"),
        args("run", "--preset", word),
        args("train", "--data", "hdfs://" + word),
        args("train", "--data", word + "://x"),
        args("run", "--source", word + ":x"),
        args("evaluate", "--run", "x/password=" + word));
  }

  /** A long argument must not keep a command busy. */
  @ParameterizedTest
  @MethodSource("lengthy")
  @Tag("long")
  void ofALongWordTheBeginAndTheEndAreShownAtOnce(String[] args) {
    String said = assertTimeoutPreemptively(Duration.ofSeconds(20), () -> said(args));
    assertThat(said).isNotBlank().hasSizeLessThan(20_000);
  }

  @Test
  void exceptionsThatTellItAreCleaned() {
    runner.failure =
        new IllegalStateException(
            "cannot connect with fs.s3a.secret.key=" + SECRET,
            new IOException(
                "s3a://%s:%s@bucket/ refused\nfs.s3a.session.token: %s"
                    .formatted(KEY_ID, SECRET, SECRET)));
    String said = said("--debug", "ingest", "--output", folder.resolve("x").toString());
    assertThat(said)
        .contains("Caused by: java.io.IOException: s3a://(redacted)@bucket/ refused")
        .contains("\tat io.trainvae.cli.SecretsTest.")
        .doesNotContain(SECRET)
        .doesNotContain(KEY_ID);
  }

  @Test
  void provenanceOfARunDoesNotKeepIt() throws IOException {
    String said = said("run", "--run", folder.resolve("r").toString(), "--set", "preset=Token-1");
    assertThat(said).doesNotContain("Cannot");
    assertThat(Files.readString(folder.resolve("r/provenance.json")))
        .contains("\"preset=Token-1\"");
  }

  @Test
  void sparkSubmitKnowsTheSameSecrets() throws IOException {
    assertThat(Files.readString(ProjectFiles.root().resolve("conf/spark-defaults.conf")).lines())
        .anyMatch(
            line ->
                line.matches("spark\\.redaction\\.regex +" + Pattern.quote(Redaction.SECRET_KEYS)));
  }

  private String said(String... args) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream print = new PrintStream(said, true, UTF_8);
    Main.run(runner, new StopSignal(), args, print, print);
    return said.toString(UTF_8);
  }
}
