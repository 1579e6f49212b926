package io.trainvae.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trainvae.error.JobException;
import io.trainvae.model.Activation;
import io.trainvae.model.LayerSpec.Padding;
import io.trainvae.model.Likelihood;
import io.trainvae.model.ParameterLayout;
import io.trainvae.model.Shape;
import io.trainvae.model.VaeSpec;
import io.trainvae.network.OpenModel;
import io.trainvae.network.SavedModel;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Reads an exported file with a separate reader, and computes its layers by PyTorch's definitions.
 */
class SafetensorsFileTest {
  private static final int LABEL = 2;

  @ParameterizedTest
  @EnumSource(Padding.class)
  void layersOfPyTorchComputeTheSame(Padding padding) throws IOException {
    assertSame(Specs.convolutional(padding, Activation.TANH).with(Likelihood.GAUSSIAN_LEARNED));
    assertSame(Specs.dense(Activation.TANH));
  }

  private static void assertSame(VaeSpec spec) throws IOException {
    SavedModel model = RandomModels.of(spec, Specs.ODD);
    Safetensors file = Safetensors.read(SafetensorsFile.of(model, RandomModels.FACTS));
    JsonNode layers = new ObjectMapper().readTree(file.metadata().get("layers"));
    byte[] digit = Digits.of(Specs.ODD, 1)[0];
    float[] pixels = new float[digit.length];
    double[] top = new double[digit.length];
    for (int i = 0; i < digit.length; i++) {
      pixels[i] = (digit[i] & 0xFF) / 255f;
      top[i] = pixels[i];
    }
    var torch = new TorchLayers(file);
    try (OpenModel ours = model.open(1)) {
      int[] label = {LABEL};
      float[] posterior = ours.encode(pixels, label, 1);
      for (JsonNode layer : layers) {
        top = torch.run(layer, top, LABEL);
        if (layer.get("name").textValue().equals(ParameterLayout.POSTERIOR)) {
          assertClose(top, posterior);
          top = Arrays.copyOf(top, spec.latent());
        }
      }
      float[] latent = Arrays.copyOf(posterior, spec.latent());
      assertClose(top, channelByChannel(ours.decode(latent, label, 1), Specs.ODD, spec));
    }
  }

  private static float[] channelByChannel(float[] decoded, Shape image, VaeSpec spec) {
    int outputs = spec.likelihood().outputs();
    float[] planes = new float[decoded.length];
    for (int i = 0; i < decoded.length; i++) {
      planes[i % outputs * image.size() + i / outputs] = decoded[i];
    }
    return planes;
  }

  private static void assertClose(double[] theirs, float[] ours) {
    assertThat(theirs).hasSize(ours.length);
    for (int i = 0; i < ours.length; i++) {
      assertThat(theirs[i]).isCloseTo(ours[i], within(1e-5));
    }
  }

  @Test
  void aFileSaysWhatItHolds() throws IOException {
    VaeSpec spec = Specs.convolutional(Padding.SAME, Activation.GELU);
    SavedModel model = RandomModels.of(spec, Specs.ODD);
    Safetensors file = Safetensors.read(SafetensorsFile.of(model, RandomModels.FACTS));
    assertThat(file.tensors())
        .containsOnlyKeys(
            "encoder_1.weight",
            "encoder_1.bias",
            "encoder_2.weight",
            "encoder_2.bias",
            "encoder_3.weight",
            "encoder_3.bias",
            "posterior.weight",
            "posterior.bias",
            "decoder_1.weight",
            "decoder_1.bias",
            "decoder_2.weight",
            "decoder_2.bias",
            "decoder_3.weight",
            "decoder_3.bias",
            "decoder_4.weight",
            "decoder_4.bias",
            "reconstruction.weight",
            "reconstruction.bias");
    assertShape(file, "encoder_1.weight", 4, 1, 3, 3);
    // Features, and a column for each class.
    assertShape(file, "encoder_3.weight", 6, 5 * 3 * 4 + 4);
    assertShape(file, "decoder_3.weight", 3, 4, 3, 3);
    assertShape(file, "reconstruction.weight", 5, 1, 3, 3);
    assertThat(file.metadata())
        .containsEntry("format", "pt")
        .containsEntry("producer", "train-vae 0.1")
        .containsAllEntriesOf(Map.of("run_id", "r", "seed", "5"));
    long numbers = file.tensors().values().stream().mapToLong(of -> of.values().length).sum();
    assertThat(numbers).isEqualTo(model.parameters().length);
  }

  @Test
  void aModelThatFitsNoFileIsRefused() {
    ExchangeFormat.ONNX.checkSize(500_000_000);
    assertThatThrownBy(() -> ExchangeFormat.ONNX.checkSize(500_000_001))
        .isInstanceOf(JobException.class)
        .hasMessage(
            "Cannot export a model of 500,000,001 parameters as onnx: expected at most 500,000,000");
  }

  private static void assertShape(Safetensors file, String name, int... shape) {
    assertThat(file.tensors().get(name).shape()).as(name).containsExactly(shape);
  }
}
