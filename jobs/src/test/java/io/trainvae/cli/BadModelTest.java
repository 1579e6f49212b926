package io.trainvae.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs with models that are damaged, of others, or traps, given to the real command line. */
@Tag("long")
class BadModelTest {
  private static final AtomicBoolean SPRUNG = new AtomicBoolean();
  private static final List<String> TRAINING =
      List.of(
          "train",
          "--epochs=1",
          "--workers=1",
          "--set=model.encoder=[{type: dense, units: 3, activation: tanh}]",
          "--set=model.decoder=[]");

  @TempDir static Path shared;
  @TempDir Path folder;
  private Path run;

  @BeforeAll
  static void goodRuns() {
    TestedCommand.of("ingest", "--limit=6", "--size=4x4", "--output=" + shared.resolve("data"))
        .assertDone();
    train("run", "--set=model.latent=2");
    train("other", "--set=model.latent=3");
  }

  private static void train(String name, String setting) {
    Stream<String> places =
        Stream.of("--data=" + shared.resolve("data"), "--run=" + shared.resolve(name), setting);
    TestedCommand.of(Stream.concat(TRAINING.stream(), places).toArray(String[]::new)).assertDone();
  }

  @BeforeEach
  void copy() throws IOException {
    SPRUNG.set(false);
    run = folder.resolve("run");
    FileUtils.copyDirectory(shared.resolve("run").toFile(), run.toFile());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "format" : 2         | "format" : 1             | format 1, expected 2
          "height" : 4         | "height" : 40            | number of parameters 115, expected
          "height" : 4         | "height" : -4            | no size of images
          "height" : 4         | "height" : 2147483647    | Cannot hold the numbers between two layers at once: 2,147,483,647 x 4 x 1
          "latent" : 2         | "latent" : 0             | spec.latent: met 0, expected a whole number
          "latent" : 2         | "latent" : "2"           | spec.latent: met "2", expected a whole number
          "units" : 3          | "units" : -3             | spec.encoder[0].units: met -3, expected
          "units" : 3          | "units" : 65536          | number of parameters 115, expected
          "type" : "dense"     | "@class" : "java.net.URL" | spec.encoder[0]: met {"@class":"java.net.URL"
          "type" : "dense"     | "type" : "java.net.URL"  | spec.encoder[0]: met {"type":"java.net.URL"
          "activation" : "tanh" | "activation" : null     | spec.encoder[0].activation: missing
          "decoder" : [ ]      | "decoder" : null         | spec.decoder: missing
          "decoder" : [ ]      | "decoder" : {"a": []}    | spec.decoder: met {"a":[]}
          "parameters" : 115   | "parameters" : 114       | number of parameters 114, expected 115
          "parameters_sha256"  | "parameters_sha512"      | parameters_sha512
          {                    | [                        | model.json
          """)
  void descriptionsThatCannotBe(String good, String bad, String message) throws IOException {
    Path file = run.resolve("model/model.json");
    String json = Files.readString(file);
    assertThat(json).contains(good);
    Files.writeString(file, json.replace(good, bad));
    evaluate().assertRefused(3, message);
  }

  @Test
  void damagedParameters() throws IOException {
    Path file = run.resolve("model/parameters.bin");
    byte[] bytes = Files.readAllBytes(file);
    byte[] flipped = bytes.clone();
    flipped[99] ^= 1;
    Files.write(file, flipped);
    evaluate().assertRefused(3, "parameters.bin: SHA-256 ");
    Files.write(file, Arrays.copyOf(bytes, 100));
    evaluate().assertRefused(3, "parameters.bin: length in bytes 100, expected 460");
    Files.write(file, Arrays.copyOf(bytes, 9000));
    evaluate().assertRefused(3, "parameters.bin: 9,000 bytes, expected at most 461");
    Files.delete(file);
    evaluate().assertRefused(3, "parameters.bin: no such file");
  }

  @Test
  void aModelOfAnotherRun() throws IOException {
    FileUtils.copyDirectory(shared.resolve("other/model").toFile(), run.resolve("model").toFile());
    evaluate().assertRefused(3, "/run/model: it is another model than that of config.yaml, met");
  }

  @Test
  void aFolderThatHoldsNoRun() throws IOException {
    TestedCommand.of("evaluate", "--run=" + folder).assertRefused(2, "it has no config.yaml");
    FileUtils.deleteDirectory(run.resolve("model").toFile());
    evaluate().assertRefused(2, "/run as a trained run: it has no model");
  }

  /** Notices when anyone deserialises it. */
  private static final class Trap implements Serializable {
    private static final long serialVersionUID = 1L;

    private void readObject(ObjectInputStream in) {
      SPRUNG.set(true);
    }
  }

  private static byte[] trap() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(new Trap());
    }
    return bytes.toByteArray();
  }

  @Test
  void noFileOfARunIsEverDeserialised() throws IOException {
    byte[] trap = trap();
    Path zip = run.resolve("model/computation-graph.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      for (String entry : List.of("configuration.json", "normalizer.bin", "preprocessor.bin")) {
        out.putNextEntry(new ZipEntry(entry));
        out.write(trap);
      }
    }
    TestedCommand.of("evaluate", "--run=" + run).assertDone();
    TestedCommand.of("encode", "--run=" + run).assertDone();
    TestedCommand.of("decode", "--run=" + run).assertDone();
    Files.write(run.resolve("model/parameters.bin"), trap);
    evaluate().assertRefused(3, "parameters.bin: length in bytes");
    Files.write(run.resolve("model/model.json"), trap);
    evaluate().assertRefused(3, "Cannot load file:");
    Files.write(run.resolve("config.yaml"), trap);
    evaluate().assertRefused(2, "Cannot read file:");
    assertThat(SPRUNG).isFalse();
  }

  private TestedCommand evaluate() {
    return TestedCommand.of("evaluate", "--run=" + run);
  }
}
