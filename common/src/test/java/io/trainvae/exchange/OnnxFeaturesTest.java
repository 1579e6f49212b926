package io.trainvae.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtException;
import io.trainvae.config.ConfigLoader;
import io.trainvae.evaluation.Evaluator;
import io.trainvae.evaluation.ImageFigures;
import io.trainvae.model.Shape;
import io.trainvae.model.VaeSpec;
import io.trainvae.network.OpenModel;
import io.trainvae.network.RandomStreams;
import io.trainvae.network.RandomStreams.Purpose;
import io.trainvae.network.SavedModel;
import io.trainvae.network.Standardisation;
import io.trainvae.storage.Storage;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Exported models of feature vectors: in their own units without, standardised within. */
class OnnxFeaturesTest {
  private static final Shape VECTOR = Shape.grey(1, 12);
  private static final int FEATURES = 12;
  private static final long SEED = 3;

  private static SavedModel model(String likelihood, boolean standardised) {
    VaeSpec spec =
        new ConfigLoader(new Storage(new Configuration(false)))
            .load("tabular", List.of("model.likelihood=" + likelihood, "model.classes=3"))
            .model();
    SavedModel plain = RandomModels.of(spec, VECTOR);
    float[] mean = new float[FEATURES];
    float[] deviation = new float[FEATURES];
    for (int i = 0; i < FEATURES; i++) {
      mean[i] = 10 * i - 50;
      deviation[i] = 0.1f + i;
    }
    var standardisation =
        standardised ? new Standardisation(mean, deviation) : Standardisation.NONE;
    return new SavedModel(spec, Shape.grey(1, FEATURES), plain.parameters(), standardisation);
  }

  @ParameterizedTest
  @CsvSource({
    "linear-gaussian,false",
    "linear-gaussian,true",
    "linear-gaussian-learned,false",
    "linear-gaussian-learned,true"
  })
  void vectorsComputeTheSame(String likelihood, boolean standardised) throws OrtException {
    SavedModel model = model(likelihood, standardised);
    for (int batch : new int[] {1, 7}) {
      assertSame(model, batch);
    }
  }

  private static void assertSame(SavedModel model, int batch) throws OrtException {
    VaeSpec spec = model.spec();
    int latent = spec.latent();
    float[] own = new float[batch * FEATURES];
    RandomStreams.fillNormal(new SplittableRandom(1), own, own.length);
    for (int i = 0; i < batch; i++) {
      model.standardisation().invert(own, i * FEATURES, FEATURES);
    }
    float[] seen = own.clone();
    float[] noise = new float[batch * latent];
    long[] indices = new long[batch];
    int[] labels = new int[batch];
    for (int i = 0; i < batch; i++) {
      model.standardisation().apply(seen, i * FEATURES, FEATURES);
      indices[i] = i;
      labels[i] = i % 3;
      float[] drawn = new float[latent];
      var random = new RandomStreams(SEED).stream(Purpose.EVALUATION_NOISE, i, 0);
      RandomStreams.fillNormal(random, drawn, latent);
      System.arraycopy(drawn, 0, noise, i * latent, latent);
    }
    var onnx = new OnnxModels(model, RandomModels.FACTS);
    try (OpenModel ours = model.open(batch);
        OnnxSession encoder = new OnnxSession(onnx.encoder());
        OnnxSession decoder = new OnnxSession(onnx.decoder());
        OnnxSession scorer = new OnnxSession(onnx.scorer())) {
      float[] posterior = ours.encode(seen, labels, batch);
      Map<String, float[]> encoded =
          encoder.floats("features", own, batch, FEATURES).labels("label", labels).run();
      for (int i = 0; i < batch; i++) {
        assertClose(encoded.get("mean"), i * latent, posterior, 2 * i * latent, latent);
        assertClose(
            encoded.get("log_variance"), i * latent, posterior, (2 * i + 1) * latent, latent);
      }
      float[] decoded = ours.decode(noise, labels, batch);
      Map<String, float[]> shown =
          decoder.floats("latent", noise, batch, latent).labels("label", labels).run();
      assertDecoded(model, shown, decoded, batch);
      ImageFigures[] figures =
          new Evaluator(ours, spec, SEED, 0, batch)
              .figures(indices, labels, seen, posterior, batch);
      float[] scores =
          scorer
              .floats("features", own, batch, FEATURES)
              .floats("noise", noise, batch, latent)
              .labels("label", labels)
              .run()
              .get("score");
      for (int i = 0; i < batch; i++) {
        double score = figures[i].score();
        assertThat((double) scores[i]).isCloseTo(score, within(1e-4 + 1e-6 * Math.abs(score)));
      }
    }
  }

  private static void assertDecoded(
      SavedModel model, Map<String, float[]> shown, float[] decoded, int batch) {
    int outputs = model.spec().likelihood().outputs();
    float[] means = new float[batch * FEATURES];
    float[] variances = new float[batch * FEATURES];
    for (int i = 0; i < means.length; i++) {
      means[i] = decoded[i * outputs];
      variances[i] = (float) (0.001 + Math.exp(decoded[i * outputs + outputs - 1]));
      if (!model.standardisation().isNone()) {
        float deviation = model.standardisation().deviation()[i % FEATURES];
        variances[i] *= deviation * deviation;
      }
    }
    for (int i = 0; i < batch; i++) {
      model.standardisation().invert(means, i * FEATURES, FEATURES);
    }
    assertThat(shown).hasSize(outputs);
    assertClose(shown.get("features"), 0, means, 0, means.length);
    if (outputs == 2) {
      assertClose(shown.get("variance"), 0, variances, 0, variances.length);
    }
  }

  private static void assertClose(float[] theirs, int at, float[] ours, int from, int count) {
    for (int i = 0; i < count; i++) {
      float expected = ours[from + i];
      assertThat(theirs[at + i])
          .isCloseTo(expected, within(1e-4f * Math.max(1, Math.abs(expected) / 100)));
    }
    assertThat(at + count).isLessThanOrEqualTo(theirs.length);
  }

  @Test
  void aStandardisationIsInTheOtherFormatToo() throws IOException {
    SavedModel model = model("linear-gaussian", true);
    Safetensors file = Safetensors.read(SafetensorsFile.of(model, RandomModels.FACTS));
    assertThat(file.tensors().get("standardisation.mean").values())
        .isEqualTo(model.standardisation().mean());
    assertThat(file.tensors().get("standardisation.deviation").values())
        .isEqualTo(model.standardisation().deviation());
    assertThat(Arrays.stream(file.tensors().get("standardisation.mean").shape()))
        .containsExactly(FEATURES);
  }
}
