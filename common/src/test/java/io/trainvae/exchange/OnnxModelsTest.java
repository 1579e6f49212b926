package io.trainvae.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.TensorInfo;
import io.trainvae.config.ConfigLoader;
import io.trainvae.config.RunConfig;
import io.trainvae.evaluation.Evaluator;
import io.trainvae.evaluation.ImageFigures;
import io.trainvae.exchange.ExchangeFormat.ModelFile;
import io.trainvae.model.Activation;
import io.trainvae.model.Binarisation;
import io.trainvae.model.LayerSpec.Convolution;
import io.trainvae.model.LayerSpec.DenseImage;
import io.trainvae.model.LayerSpec.Padding;
import io.trainvae.model.LayerSpec.TransposedConvolution;
import io.trainvae.model.Likelihood;
import io.trainvae.model.Shape;
import io.trainvae.model.VaeSpec;
import io.trainvae.model.WeightInit;
import io.trainvae.network.OpenModel;
import io.trainvae.network.Pixels;
import io.trainvae.network.RandomStreams;
import io.trainvae.network.RandomStreams.Purpose;
import io.trainvae.network.SavedModel;
import io.trainvae.storage.Storage;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import onnx.Onnx.ModelProto;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares the results of exported graphs in ONNX Runtime with our own networks and scores. */
class OnnxModelsTest {
  private static final long SEED = 3;
  private static final float WITHIN = 1e-4f;

  /** The tolerance of a number in single precision. */
  private static final double DIGITS = 2e-7;

  @ParameterizedTest
  @ValueSource(strings = {"mlp-400", "mlp-512-256", "cnn", "cvae", "deep-conv", "iwae"})
  @Tag("long")
  void everyPresetComputesTheSame(String preset) throws OrtException {
    for (int classes : new int[] {0, 10}) {
      RunConfig config =
          new ConfigLoader(new Storage(new Configuration(false)))
              .load(preset, List.of("model.classes=" + classes));
      int side = preset.equals("deep-conv") ? 128 : 28;
      assertSame(config.model(), Shape.grey(side, side));
    }
  }

  @ParameterizedTest
  @EnumSource(value = Likelihood.class, mode = Mode.MATCH_NONE, names = "LINEAR_.*")
  void everyLikelihoodComputesTheSame(Likelihood likelihood) throws OrtException {
    assertSame(Specs.dense(Activation.TANH).with(likelihood), Shape.grey(28, 28));
    assertSame(Specs.convolutional(Padding.SAME, Activation.TANH).with(likelihood), Specs.ODD);
  }

  @ParameterizedTest
  @EnumSource(value = Likelihood.class, mode = Mode.MATCH_NONE, names = "LINEAR_.*")
  void imagesInColourComputeTheSame(Likelihood likelihood) throws OrtException {
    Shape colour = new Shape(Specs.ODD.height(), Specs.ODD.width(), 3);
    assertSame(Specs.dense(Activation.TANH).with(likelihood), colour);
    assertSame(Specs.convolutional(Padding.SAME, Activation.TANH).with(likelihood), colour);
  }

  @ParameterizedTest
  @EnumSource(Activation.class)
  void everyActivationComputesTheSame(Activation activation) throws OrtException {
    assertSame(Specs.dense(activation), Specs.ODD);
    assertSame(Specs.convolutional(Padding.SAME, activation), Specs.ODD);
  }

  @Test
  void residualBlocksNormalisationsAndUpsamplingsComputeTheSame() throws OrtException {
    Shape colour = new Shape(Specs.ODD.height(), Specs.ODD.width(), 3);
    for (Activation activation : List.of(Activation.TANH, Activation.RELU)) {
      assertSame(Specs.residual(activation).withClasses(4), Specs.ODD);
      assertSame(Specs.residual(activation).with(Likelihood.DISCRETISED_LOGISTIC), colour);
    }
  }

  /** Kernels and strides, some of which skip pixels at the edges, and a posterior of images. */
  @ParameterizedTest
  @CsvSource({
    "SAME,2,1",
    "SAME,3,2",
    "SAME,4,3",
    "SAME,1,2",
    "VALID,2,1",
    "VALID,3,2",
    "VALID,2,3"
  })
  void everyWindowComputesTheSame(Padding padding, int kernel, int stride) throws OrtException {
    var down = new Convolution(3, kernel, stride, padding, Activation.TANH);
    var up = new TransposedConvolution(2, Math.max(kernel, stride), stride, Activation.TANH);
    VaeSpec spec =
        VaeSpec.of(
            List.of(down),
            2,
            List.of(new DenseImage(3, stride, Activation.RELU), up),
            WeightInit.GLOROT_UNIFORM);
    assertSame(spec.withClasses(4), Specs.ODD);
  }

  @ParameterizedTest
  @EnumSource(Binarisation.class)
  void everyBinarisationComputesTheSame(Binarisation binarisation) throws OrtException {
    RunConfig config =
        new ConfigLoader(new Storage(new Configuration(false)))
            .load("mlp-400", List.of("model.binarisation=" + binarisation.id()));
    assertSame(config.model(), Shape.grey(28, 28));
  }

  @Test
  void aGraphSaysWhatItTakesAndWhereItComesFrom() throws OrtException, IOException {
    VaeSpec spec = Specs.dense(Activation.GELU).with(Likelihood.GAUSSIAN_LEARNED).withClasses(4);
    byte[] scorer = new OnnxModels(RandomModels.of(spec, Specs.ODD), RandomModels.FACTS).scorer();
    try (OnnxSession session = new OnnxSession(scorer)) {
      Map<String, NodeInfo> inputs = session.session().getInputInfo();
      assertThat(inputs).containsOnlyKeys("image", "noise", "label");
      assertTensor(inputs.get("image"), OnnxJavaType.UINT8, -1, 5, 7);
      assertTensor(inputs.get("noise"), OnnxJavaType.FLOAT, -1, 3);
      assertTensor(inputs.get("label"), OnnxJavaType.INT64, -1);
      Map<String, NodeInfo> outputs = session.session().getOutputInfo();
      assertThat(outputs).containsOnlyKeys("score");
      assertTensor(outputs.get("score"), OnnxJavaType.FLOAT, -1);
      assertThat(session.session().getMetadata().getProducerName()).isEqualTo("train-vae");
      assertThat(session.session().getMetadata().getCustomMetadata())
          .isEqualTo(RandomModels.FACTS.all());
    }
    ModelProto model = ModelProto.parseFrom(scorer);
    assertThat(model.getOpsetImport(0).getVersion()).isEqualTo(13);
    assertThat(model.getProducerVersion()).isEqualTo("0.1");
    assertThat(model.getGraph().getInput(0).getType().getTensorType().getShape().getDim(0))
        .extracting(dimension -> dimension.getDimParam())
        .isEqualTo("batch");
  }

  private static void assertTensor(NodeInfo info, OnnxJavaType type, long... shape) {
    TensorInfo tensor = (TensorInfo) info.getInfo();
    assertThat(tensor.type).isEqualTo(type);
    assertThat(tensor.getShape()).containsExactly(shape);
  }

  @Test
  void theSameModelGivesTheSameBytes() {
    SavedModel model =
        RandomModels.of(Specs.convolutional(Padding.SAME, Activation.GELU), Specs.ODD);
    for (ExchangeFormat format : ExchangeFormat.values()) {
      List<ModelFile> first = format.of(model, RandomModels.FACTS);
      List<ModelFile> second = format.of(model, RandomModels.FACTS);
      assertThat(first).extracting(ModelFile::name).isEqualTo(format.files());
      for (int i = 0; i < first.size(); i++) {
        assertThat(first.get(i).content().get()).isEqualTo(second.get(i).content().get());
      }
    }
  }

  private static void assertSame(VaeSpec spec, Shape image) throws OrtException {
    SavedModel model = RandomModels.of(spec, image);
    var onnx = new OnnxModels(model, RandomModels.FACTS);
    try (OpenModel ours = model.open(7);
        OnnxSession encoder = new OnnxSession(onnx.encoder());
        OnnxSession decoder = new OnnxSession(onnx.decoder());
        OnnxSession scorer = new OnnxSession(onnx.scorer())) {
      for (int batch : new int[] {1, 7}) {
        Batch images = Batch.of(spec, image, batch);
        float[] posterior = ours.encode(images.pixels, images.labels, batch);
        assertEncoded(spec, image, encoder, images, posterior);
        assertDecoded(spec, image, decoder, images, ours);
        var evaluator = new Evaluator(ours, spec, SEED, 0, 7);
        assertScored(
            spec,
            image,
            scorer,
            images,
            evaluator.figures(images.indices, images.labels, images.pixels, posterior, batch));
      }
    }
  }

  private static long[] dimensions(int batch, Shape image) {
    return image.channels() == 1
        ? new long[] {batch, image.height(), image.width()}
        : new long[] {batch, image.height(), image.width(), image.channels()};
  }

  private static void assertEncoded(
      VaeSpec spec, Shape image, OnnxSession encoder, Batch images, float[] posterior)
      throws OrtException {
    int batch = images.indices.length;
    // The graph binarises at a threshold by itself.
    float[] pixels = spec.binarisation() == Binarisation.THRESHOLD ? images.levels : images.pixels;
    Map<String, float[]> theirs =
        encoder
            .floats("image", pixels, dimensions(batch, image))
            .labels("label", images.labels)
            .run();
    int latent = spec.latent();
    for (int row = 0; row < batch; row++) {
      int from = row * 2 * latent;
      assertThat(Arrays.copyOfRange(theirs.get("mean"), row * latent, (row + 1) * latent))
          .containsExactly(Arrays.copyOfRange(posterior, from, from + latent), within(WITHIN));
      assertThat(Arrays.copyOfRange(theirs.get("log_variance"), row * latent, (row + 1) * latent))
          .containsExactly(
              Arrays.copyOfRange(posterior, from + latent, from + 2 * latent), within(WITHIN));
    }
  }

  private static void assertDecoded(
      VaeSpec spec, Shape image, OnnxSession decoder, Batch images, OpenModel ours)
      throws OrtException {
    int batch = images.indices.length;
    Map<String, float[]> theirs =
        decoder
            .floats("latent", images.noise, batch, spec.latent())
            .labels("label", images.labels)
            .run();
    float[] decoded = ours.decode(images.noise, images.labels, batch);
    int outputs = spec.likelihood().outputs();
    float[] expected = new float[batch * image.size()];
    for (int i = 0; i < expected.length; i++) {
      expected[i] = (float) (1 / (1 + Math.exp(-decoded[i * outputs])));
    }
    assertThat(theirs.get("image")).containsExactly(expected, within(WITHIN));
    if (outputs == 2) {
      for (int i = 0; i < expected.length; i++) {
        expected[i] = (float) variance(spec.likelihood(), expected[i], decoded[2 * i + 1]);
        assertThat(theirs.get("variance")[i])
            .isCloseTo(expected[i], within(WITHIN * Math.max(1, expected[i])));
      }
    }
    assertThat(theirs).hasSize(outputs);
  }

  /** The variance of each distribution with two outputs, by its formula. */
  private static double variance(Likelihood likelihood, double mean, double second) {
    return switch (likelihood) {
      case GAUSSIAN_LEARNED, LINEAR_GAUSSIAN_LEARNED -> 0.001 + Math.exp(second);
      case DISCRETISED_LOGISTIC -> Math.pow(Math.PI * (0.0005 + Math.exp(second)), 2) / 3;
      case BETA -> {
        double squeezed = (255 * mean + 0.5) / 256;
        double variance = squeezed * (1 - squeezed) / (1 / (0.001 + Math.exp(second)) + 1);
        yield variance * Math.pow(256.0 / 255, 2);
      }
      case BERNOULLI, CONTINUOUS_BERNOULLI, GAUSSIAN, LINEAR_GAUSSIAN, SQUARED_ERROR ->
          throw new IllegalArgumentException(likelihood + " has one output");
    };
  }

  private static void assertScored(
      VaeSpec spec, Shape image, OnnxSession scorer, Batch images, ImageFigures[] expected)
      throws OrtException {
    int batch = images.indices.length;
    scorer
        .bytes("image", images.bytes, dimensions(batch, image))
        .floats("noise", images.noise, batch, spec.latent())
        .labels("label", images.labels);
    if (spec.binarisation() == Binarisation.DYNAMIC) {
      scorer.floats("pixel_noise", images.draws, dimensions(batch, image));
    }
    float[] scores = scorer.run().get("score");
    assertThat(scores).hasSize(batch);
    for (int i = 0; i < batch; i++) {
      double ours = expected[i].reconstruction() + expected[i].kl();
      assertThat((double) scores[i])
          .as("score of image %d", i)
          .isCloseTo(ours, within(WITHIN + DIGITS * Math.abs(ours)));
    }
  }

  /** Images, and all that is drawn for them, as {@code encode} draws it. */
  private record Batch(
      long[] indices,
      int[] labels,
      byte[] bytes,
      float[] levels,
      float[] draws,
      float[] pixels,
      float[] noise) {

    static Batch of(VaeSpec spec, Shape image, int count) {
      int size = image.size();
      var batch =
          new Batch(
              new long[count],
              new int[count],
              new byte[count * size],
              new float[count * size],
              new float[count * size],
              new float[count * size],
              new float[count * spec.latent()]);
      byte[][] digits = Digits.of(image, count);
      for (int i = 0; i < count; i++) {
        System.arraycopy(digits[i], 0, batch.bytes, i * size, size);
        batch.draw(spec, i, size);
      }
      return batch;
    }

    private void draw(VaeSpec spec, int i, int size) {
      var streams = new RandomStreams(SEED);
      indices[i] = 40L + i;
      labels[i] = spec.classes() == 0 ? 0 : i % spec.classes();
      int at = i * size;
      Pixels.unpack(
          spec.binarisation(),
          streams.stream(Purpose.EVALUATION_PIXELS, indices[i]),
          bytes,
          at,
          pixels,
          at,
          size);
      Pixels.unpack(Binarisation.NONE, null, bytes, at, levels, at, size);
      SplittableRandom random = streams.stream(Purpose.EVALUATION_PIXELS, indices[i]);
      long bits = 0;
      for (int pixel = 0; pixel < size; pixel++) {
        bits = pixel % 4 == 0 ? random.nextLong() : bits >>> 16;
        draws[at + pixel] = (bits & 0xFFFF) / 65536f;
      }
      SplittableRandom normal = streams.stream(Purpose.EVALUATION_NOISE, indices[i], 0);
      for (int dim = 0; dim < spec.latent(); dim++) {
        noise[i * spec.latent() + dim] = (float) normal.nextGaussian();
      }
    }
  }
}
