package io.trainvae.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trainvae.error.JobException;
import io.trainvae.model.Activation;
import io.trainvae.storage.Storage;
import io.trainvae.testing.Fuzzer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SavedModelFuzzTest {
  private static final int INPUTS = 700;
  private static final long MOST_BYTES = 16 << 20;

  @TempDir Path folder;
  private final Storage storage = new Storage(new Configuration(false));

  @BeforeEach
  void write() {
    var spec = TinyVae.spec(Activation.TANH);
    float[] parameters = InitialWeights.of(spec, TinyVae.IMAGE, 3).parameters();
    new SavedModel(spec, TinyVae.IMAGE, parameters).write(storage, root());
  }

  @ParameterizedTest
  @ValueSource(strings = {"model.json", "parameters.bin"})
  @Tag("long")
  void filesAreReadOrRefused(String name) throws IOException {
    Path file = folder.resolve(name);
    List<byte[]> good = List.of(Files.readAllBytes(file));
    int refused =
        new Fuzzer(5, MOST_BYTES)
            .run(
                INPUTS,
                good,
                input -> {
                  Files.write(file, input);
                  SavedModel.read(storage, root());
                });
    assertThat(refused).isBetween(INPUTS / 2, INPUTS - 1);
  }

  /** Two gigabytes by its description, and none in its file. */
  @Test
  void whatADescriptionClaimsIsNotAllocated() throws IOException {
    Path file = folder.resolve("model.json");
    byte[] good = Files.readAllBytes(file);
    String huge =
        Files.readString(file)
            .replace("\"units\" : 9", "\"units\" : 65536")
            .replace("\"units\" : 7", "\"units\" : 8300");
    Fuzzer.Reader reader =
        input -> {
          Files.writeString(file, huge);
          assertThatThrownBy(() -> SavedModel.read(storage, root()))
              .isInstanceOf(JobException.class)
              .hasMessageContaining(
                  "model.json: Cannot use the model on images of 5x7: it would have more than");
        };
    assertThat(new Fuzzer(6, MOST_BYTES).run(0, List.of(good), reader)).isZero();
  }

  private org.apache.hadoop.fs.Path root() {
    return new org.apache.hadoop.fs.Path(folder.toUri());
  }
}
