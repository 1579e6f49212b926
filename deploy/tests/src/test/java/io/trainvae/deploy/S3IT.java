package io.trainvae.deploy;

import static io.trainvae.deploy.S3Server.BUCKET;
import static org.assertj.core.api.Assertions.assertThat;

import io.trainvae.lease.Lease;
import io.trainvae.lease.LeasedFolder;
import io.trainvae.storage.Storage;
import io.trainvae.testing.SubmitResult;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** All jobs on a real S3 server, started by the launcher, which brings S3A by itself. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a bash script")
final class S3IT {
  /** S3A's own patience with a wrong secret is 146 s, and 280 s without a server. */
  private static final Duration IMPATIENT = Duration.ofSeconds(100);

  @TempDir static Path folder;
  private static Reference reference;
  private static S3Server server;

  @BeforeAll
  static void runOnS3() throws IOException {
    reference = Reference.made();
    server = S3Server.start(folder.toRealPath());
    server.put(reference.idx(), "idx");
    server.leaveUpload("run/model/parameters.bin");
    assertThat(server.uploads()).contains("run/model/parameters.bin");
    SubmitResult result =
        trainVae(server.endpoint(), S3Server.SECRET_KEY)
            .run(reference.options("--source", s3a("idx"), "--run", s3a("run")));
    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(result.stdout()).contains("report          s3a://vae/run/report.html");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String s3a(String key) {
    return "s3a://" + BUCKET + "/" + key;
  }

  private static TrainVae trainVae(String endpoint, String secret) {
    return S3Server.client(folder, endpoint, secret, List.of());
  }

  @Test
  void givesTheSameBytesAsALocalDisk() throws IOException {
    reference.assertSame(Files.readString(server.object("run/summary.json")));
    assertThat(server.object("run/model/parameters.bin"))
        .hasSameBinaryContentAs(reference.run().resolve("model/parameters.bin"));
    assertThat(server.object("run/_SUCCESS")).isEmptyFile();
    assertThat(server.object("run/images/latent-grid.png")).isNotEmptyFile();
  }

  @Test
  void sparksOwnFilesAreCommittedWithoutRenames() throws IOException {
    assertThat(server.object("run/encoded/split=train/_SUCCESS"))
        .content()
        .contains("\"committer\" : \"magic\"");
    assertThat(server.object("run/data/split=train/_SUCCESS"))
        .content()
        .contains("\"committer\" : \"magic\"");
  }

  @Test
  void leavesNothingUnfinished() throws IOException {
    assertThat(server.uploads()).doesNotContain("parameters.bin").contains("Total 0 uploads found");
    try (Stream<Path> objects = Files.walk(server.object("run"))) {
      assertThat(objects.map(object -> object.getFileName().toString()))
          .contains("dataset.json")
          .noneMatch(name -> name.matches("_ingest|_temporary|__magic.*|\\.train-vae-probe.*"));
    }
  }

  @Test
  void whatAKilledJobLeftIsReplaced() throws IOException {
    Path killed = server.object("data/_ingest/split=train/part-0.parquet");
    Files.createDirectories(killed.getParent());
    Files.writeString(killed, "half a file");
    server.leaveUpload("data/_ingest/split=train/part-1.parquet");
    succeed("ingest", "--source", s3a("idx"), "--limit", "50", "--output", s3a("data"));
    succeed("encode", "--run", s3a("run"), "--data", s3a("data"), "--output", s3a("scored"));
    assertThat(server.object("data/dataset.json")).content().contains("\"train_images\" : 50");
    assertThat(server.object("data/_ingest")).doesNotExist();
    assertThat(server.uploads()).contains("Total 0 uploads found");
    assertThat(server.object("scored/_SUCCESS")).exists();
    // The new files are next to the former ones until dataset.json names them.
    succeed("ingest", "--source", s3a("idx"), "--limit", "40", "--output", s3a("data"));
    assertThat(server.object("data/dataset.json"))
        .content()
        .contains("\"train_images\" : 40", "\"files\"");
    try (Stream<Path> files = Files.list(server.object("data/split=train"))) {
      assertThat(files.filter(file -> file.toString().endsWith(".parquet"))).hasSize(1);
    }
    assertThat(server.object("data/.lease.json")).doesNotExist();
    // A second part, and both merged.
    succeed("ingest", "--source", s3a("idx"), "--limit", "30", "--output", s3a("data"), "--append");
    SubmitResult merged = succeed("ingest", "--output", s3a("data"), "--merge");
    assertThat(merged.stdout())
        .containsPattern("images +70 train")
        .containsPattern("files +2, formerly 4");
    try (Stream<Path> files = Files.list(server.object("data/split=train"))) {
      assertThat(files.filter(file -> file.toString().endsWith(".parquet"))).hasSize(1);
    }
    assertThat(server.object("data/dataset.json"))
        .content()
        .contains("\"train_images\" : 70", "\"train_images\" : 40", "\"files\"");
  }

  @Test
  void uploadsOfALivingWriterAreLeftAlone() throws IOException {
    server.put(reference.run(), "living");
    String upload = "living/encoded/split=train/part-7.parquet";
    server.leaveUpload(upload);
    String[] training = {
      "train", "--overwrite", "--data", s3a("run/data"), "--run", s3a("living"), "--epochs", "1"
    };
    // A lease of the run, and one of the latents within it.
    for (String place : List.of("living", "living/encoded")) {
      server.put(leaseOfThisProcess(), place + "/.lease.json");
      SubmitResult refused = trainVae(server.endpoint(), S3Server.SECRET_KEY).run(training);
      assertThat(refused.exitCode()).as(refused.toString()).isEqualTo(4);
      assertThat(refused.stderr())
          .contains("s3a://vae/%s: process %d ".formatted(place, ProcessHandle.current().pid()));
      assertThat(server.uploads()).contains(upload);
      assertThat(server.object("living/model/parameters.bin")).exists();
      Files.delete(server.object(place + "/.lease.json"));
    }
    succeed("encode", "--run", s3a("living"), "--data", s3a("run/data"));
    assertThat(server.uploads()).contains("Total 0 uploads found");
  }

  private static Path leaseOfThisProcess() throws IOException {
    Storage storage = new Storage(new Configuration());
    Path elsewhere = folder.resolve("elsewhere");
    LeasedFolder place = LeasedFolder.within("run", storage.path(elsewhere.toString()));
    try (Lease lease = Lease.acquire(storage, place, line -> {})) {
      return Files.copy(
          elsewhere.resolve(".lease.json"),
          folder.resolve("lease.json"),
          StandardCopyOption.REPLACE_EXISTING);
    }
  }

  @Test
  void whatBrokeOffIsResumedFromTheCheckpointBeforeADamagedOne() throws IOException {
    // A run that began on a local disk and was moved.
    Path broken = folder.resolve("broken");
    for (String part : List.of("config.yaml", "provenance.json", "checkpoints", "metrics")) {
      copy(reference.run().resolve(part), broken.resolve(part));
    }
    Path damaged = broken.resolve("checkpoints/epoch-0002/parameters.bin");
    byte[] parameters = Files.readAllBytes(damaged);
    parameters[17] ^= 1;
    Files.write(damaged, parameters);
    copy(broken.resolve("checkpoints/epoch-0001"), broken.resolve("checkpoints/epoch-0003"));
    Files.delete(broken.resolve("checkpoints/epoch-0003/manifest.json"));
    server.put(broken, "broken");
    SubmitResult result =
        succeed("run", "--run", s3a("broken"), "--resume", "--importance-samples", "3");
    assertThat(result.stderr())
        .contains("Checkpoint epoch-0002 is damaged (parameters.bin: SHA-256 ")
        .contains("Resuming after epoch 1\n");
    reference.assertSame(Files.readString(server.object("broken/summary.json")));
    assertThat(server.object("broken/checkpoints/epoch-0003/parameters.bin")).doesNotExist();
    assertThat(server.object("broken/.lease.json")).doesNotExist();
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path target = from.equals(file) ? to : to.resolve(from.relativize(file).toString());
        Files.createDirectories(target.getParent());
        Files.copy(file, target);
      }
    }
  }

  private static SubmitResult succeed(String... words) {
    SubmitResult result = trainVae(server.endpoint(), S3Server.SECRET_KEY).run(words);
    assertThat(result.exitCode()).as(result.toString()).isZero();
    return result;
  }

  @Test
  void aMissingBucketIsToldAtOnce() {
    assertRefused(
        trainVae(server.endpoint(), S3Server.SECRET_KEY),
        "Cannot use s3a://absent/run: no such bucket",
        "run",
        "--run",
        "s3a://absent/run");
  }

  @Test
  void aWrongSecretIsToldAtOnce() {
    assertRefused(
        trainVae(server.endpoint(), "not-the-secret"),
        "Cannot read s3a://vae/idx: no permission, or a wrong access or secret key",
        "ingest",
        "--source",
        s3a("idx"),
        "--output",
        folder + "/never");
  }

  @Test
  void anUnreachableServerIsToldAtOnce() throws IOException {
    int port;
    try (ServerSocket taken = new ServerSocket(0)) {
      port = taken.getLocalPort();
    }
    assertRefused(
        trainVae("http://127.0.0.1:" + port, S3Server.SECRET_KEY),
        "Cannot read s3a://vae/data: the storage cannot be reached",
        "train",
        "--data",
        s3a("data"));
  }

  private static void assertRefused(TrainVae job, String message, String... words) {
    SubmitResult result = job.run(IMPATIENT, words);
    assertThat(result.exitCode()).as(result.toString()).isEqualTo(4);
    assertThat(result.stdout()).isEmpty();
    assertThat(result.stderr().lines().filter(line -> line.startsWith("Cannot ")))
        .as(result.toString())
        .singleElement()
        .asString()
        .startsWith(message);
    assertThat(result.stderr()).doesNotContain("not-the-secret", "\tat ");
  }
}
