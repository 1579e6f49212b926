package io.trainvae.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.trainvae.config.RunConfig.Objective;
import io.trainvae.error.ExitCode;
import io.trainvae.error.JobException;
import io.trainvae.model.Activation;
import io.trainvae.model.ParameterLayout;
import io.trainvae.model.Shape;
import io.trainvae.storage.Storage;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class SavedModelTest {
  private static final int HEIGHT = 5;
  private static final int WIDTH = 7;

  @TempDir Path folder;
  private final Storage storage = new Storage(new Configuration());
  private SavedModel model;

  @BeforeEach
  void write() {
    var spec = TinyVae.spec(Activation.TANH);
    float[] parameters = InitialWeights.of(spec, TinyVae.IMAGE, 3).parameters();
    model = new SavedModel(spec, Shape.grey(HEIGHT, WIDTH), parameters);
    model.write(storage, hadoop());
  }

  private org.apache.hadoop.fs.Path hadoop() {
    return new org.apache.hadoop.fs.Path(folder.toUri());
  }

  @Test
  void comesBackAsItWas() {
    SavedModel read = SavedModel.read(storage, hadoop());
    assertThat(read.spec()).isEqualTo(model.spec());
    assertThat(read.parameters()).isEqualTo(model.parameters());
    assertThat(read.image()).isEqualTo(Shape.grey(HEIGHT, WIDTH));
  }

  @Test
  void coloursComeBack() {
    var spec = TinyVae.spec(Activation.TANH);
    float[] parameters = InitialWeights.of(spec, TinyVae.COLOUR, 3).parameters();
    new SavedModel(spec, TinyVae.COLOUR, parameters).write(storage, hadoop());
    SavedModel read = SavedModel.read(storage, hadoop());
    assertThat(read.image()).isEqualTo(TinyVae.COLOUR);
    assertThat(read.parameters()).isEqualTo(parameters);
  }

  @Test
  void modelsOfBeforeColoursAreGrey() throws IOException {
    Path description = folder.resolve("model.json");
    Files.writeString(
        description, Files.readString(description).replaceFirst("\\s*\"channels\" : 1,", ""));
    assertThat(Files.readString(description)).doesNotContain("channels");
    assertThat(SavedModel.read(storage, hadoop()).image()).isEqualTo(model.image());
  }

  /**
   * Decodes the same latents in a separate virtual machine, with our network and with DL4J's graph.
   */
  @Tag("long")
  @Test
  void loadsInAFreshVirtualMachine() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                LoadsModel.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    try (OpenModel here = model.open(4)) {
      float[] logits = here.decode(LoadsModel.LATENT, null, 1);
      assertThat(out.lines().toList()).contains("ours " + Arrays.toString(logits));
    }
    assertThat(out).contains("graph " + model.parameters().length + " parameters");
  }

  @Test
  void theGraphHasTheSameParameters() throws IOException {
    File zip = folder.resolve("computation-graph.zip").toFile();
    ComputationGraph graph = ComputationGraph.load(zip, false);
    assertThat(
            GraphVae.stateOf(new ParameterLayout(model.spec(), model.image()), withUpdater(graph))
                .parameters())
        .containsExactly(model.parameters(), within(0f));
  }

  /** By DL4J alone, from an image to its latents and back to the logits of its pixels. */
  @Test
  void theGraphEncodesAndDecodesAsTheModelDoes() throws IOException {
    ComputationGraph graph =
        ComputationGraph.load(folder.resolve("computation-graph.zip").toFile(), false);
    float[] image = new float[HEIGHT * WIDTH];
    for (int i = 0; i < image.length; i++) {
      image[i] = i % 5 / 4f;
    }
    int latent = model.spec().latent();
    try (OpenModel open = model.open(4)) {
      float[] encoded = open.encode(image, null, 1);
      Map<String, INDArray> activations =
          graph.feedForward(
              new INDArray[] {
                Nd4j.createFromArray(image).reshape(1, image.length), Nd4j.zeros(1, latent)
              },
              false);
      assertThat(activations.get(ParameterLayout.POSTERIOR).toFloatVector())
          .containsExactly(encoded, within(1e-5f));
      // Without noise the mean is what is decoded.
      float[] mean = Arrays.copyOf(encoded, latent);
      assertThat(activations.get(ParameterLayout.RECONSTRUCTION + VaeGraph.OUTPUT).toFloatVector())
          .containsExactly(open.decode(mean, null, 1), within(1e-5f));
    }
  }

  private ComputationGraph withUpdater(ComputationGraph graph) {
    ComputationGraph same =
        GraphVae.newGraph(model.spec(), model.image(), Objective.ELBO, TinyVae.ADAM);
    same.params().assign(graph.params());
    return same;
  }

  @Test
  void damageIsNoticed() throws IOException {
    Path data = folder.resolve("parameters.bin");
    byte[] bytes = Files.readAllBytes(data);
    bytes[17] ^= 1;
    Files.write(data, bytes);
    assertRefused("parameters.bin: SHA-256 ");
    Files.write(data, Arrays.copyOf(bytes, bytes.length - 1));
    assertRefused("parameters.bin: length in bytes 3155, expected 3156");
  }

  @Test
  void anotherFormatIsRefused() throws IOException {
    replace("\"format\" : 2", "\"format\" : 1");
    assertRefused("model.json: format 1, expected 2");
  }

  @Test
  void anImpossibleSizeIsRefused() throws IOException {
    replace("\"height\" : 5", "\"height\" : 500000000");
    assertRefused("model.json: Cannot hold the numbers between two layers at once: 500,000,000 x");
  }

  @Test
  void aCraftedClassIsNotLoaded() throws IOException {
    replace("\"type\" : \"dense\"", "\"type\" : \"javax.script.ScriptEngineManager\"");
    assertRefused("javax.script.ScriptEngineManager");
  }

  @Test
  void whatIsNoJsonIsRefused() throws IOException {
    Files.writeString(folder.resolve("model.json"), "{\"format\": ");
    assertRefused("Cannot load");
  }

  private void replace(String what, String with) throws IOException {
    Path file = folder.resolve("model.json");
    String json = Files.readString(file);
    assertThat(json).contains(what);
    Files.writeString(file, json.replace(what, with));
  }

  private void assertRefused(String message) {
    assertThatThrownBy(() -> SavedModel.read(storage, hadoop()))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DATA))
        .hasMessageContaining(message);
  }
}
