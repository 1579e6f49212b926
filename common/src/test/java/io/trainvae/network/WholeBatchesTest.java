package io.trainvae.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainvae.config.ConfigLoader;
import io.trainvae.config.Presets;
import io.trainvae.config.RunConfig;
import io.trainvae.config.RunConfig.Objective;
import io.trainvae.config.RunConfig.Optimiser;
import io.trainvae.evaluation.Evaluator;
import io.trainvae.evaluation.ImageFigures;
import io.trainvae.model.Activation;
import io.trainvae.model.LayerSpec.Padding;
import io.trainvae.model.Shape;
import io.trainvae.model.VaeSpec;
import io.trainvae.storage.Storage;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The result for an image does not depend on its neighbours, to the last bit, with the matrix
 * products used in practice: for three images alone, among many, and at other positions among them.
 */
@EnabledOnOs(architectures = {"x86_64", "amd64"})
class WholeBatchesTest {
  private static final int FEW = 3;
  private static final int SAMPLES = 7;

  /** Images with the model's results, row by row. */
  private record Rows(long[] indices, float[] images, float[] posterior, ImageFigures[] figures) {}

  static Stream<String> presets() {
    return new Presets().names().stream();
  }

  @Tag("long")
  @ParameterizedTest
  @MethodSource("presets")
  void anImageIsTheSameAloneAndAmongMany(String preset) {
    RunConfig config =
        new ConfigLoader(new Storage(new Configuration(false))).load(preset, List.of());
    boolean large = !config.data().size().equals(RunConfig.Data.ANY);
    Shape image = large ? Shape.grey(128, 128) : Shape.grey(28, 28);
    // Convolutions take a few images at a time, however many there are.
    int batch = config.model().convolves() ? 60 : config.evaluate().batch();
    assertNeighboursDoNotMatter(config.model(), image, batch, batch + batch / 5);
  }

  /** Batches with which products have fewer rows than they are fast with, and rows at the edge. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 13, 17, 50})
  void inBatchesOfAnySize(int batch) {
    Shape image = Shape.grey(12, 12);
    assertNeighboursDoNotMatter(TinyVae.spec(Activation.GELU), image, batch, 90);
    assertNeighboursDoNotMatter(
        TinyVae.convolutional(Padding.SAME, Activation.TANH).withClasses(4), image, batch, 90);
  }

  private static void assertNeighboursDoNotMatter(VaeSpec spec, Shape image, int batch, int many) {
    VaeState weights = InitialWeights.of(spec, image, 3);
    SavedModel saved = new SavedModel(spec, image, weights.parameters().clone());
    try (OpenModel model = saved.open(batch)) {
      Evaluator evaluator = new Evaluator(model, spec, 5, SAMPLES, batch);
      Rows inOrder = rows(model, evaluator, LongStream.range(0, many).toArray());
      Rows alone = rows(model, evaluator, LongStream.range(0, FEW).toArray());
      long[] order =
          IntStream.of(RandomStreams.permutation(new SplittableRandom(8), many))
              .asLongStream()
              .toArray();
      Rows shuffled = rows(model, evaluator, order);
      for (int row = 0; row < FEW; row++) {
        assertSame(inOrder, row, alone, row);
      }
      for (int row = 0; row < many; row++) {
        assertSame(inOrder, (int) order[row], shuffled, row);
      }
    }
  }

  private static Rows rows(LatentModel model, Evaluator evaluator, long[] indices) {
    int pixels = model.pixels();
    int count = indices.length;
    float[] images = new float[count * pixels];
    int[] labels = new int[count];
    for (int row = 0; row < count; row++) {
      SplittableRandom random = new SplittableRandom(indices[row]);
      labels[row] = random.nextInt(4);
      for (int i = 0; i < pixels; i++) {
        images[row * pixels + i] = (float) Math.max(0, random.nextDouble(-1, 1));
      }
    }
    float[] posterior = model.encode(images, labels, count);
    return new Rows(
        indices, images, posterior, evaluator.figures(indices, labels, images, posterior, count));
  }

  private static void assertSame(Rows some, int row, Rows others, int otherRow) {
    assertThat(others.indices[otherRow]).isEqualTo(some.indices[row]);
    assertThat(row(others, otherRow))
        .as("posterior of image %d, in row %d and in row %d", some.indices[row], row, otherRow)
        .isEqualTo(row(some, row));
    assertThat(others.figures[otherRow])
        .as("figures of image %d, in row %d and in row %d", some.indices[row], row, otherRow)
        .isEqualTo(some.figures[row]);
  }

  private static float[] row(Rows rows, int row) {
    int columns = rows.posterior.length / rows.indices.length;
    return Arrays.copyOfRange(rows.posterior, row * columns, (row + 1) * columns);
  }

  /**
   * The graph's own products are not tested further, because they may depend on the position of a
   * row.
   */
  @Test
  void aGraphTooComputesWholeBatches() {
    VaeSpec spec = TinyVae.convolutional(Padding.VALID, Activation.TANH).withClasses(4);
    VaeState weights = InitialWeights.of(spec, TinyVae.IMAGE, 5);
    try (GraphVae graph = new GraphVae(spec, TinyVae.IMAGE, Objective.ELBO, Optimiser.NONE, 40)) {
      graph.load(weights);
      Evaluator evaluator = new Evaluator(graph, spec, 5, SAMPLES, 40);
      Rows many = rows(graph, evaluator, LongStream.range(0, 90).toArray());
      Rows alone = rows(graph, evaluator, LongStream.range(0, FEW).toArray());
      for (int row = 0; row < FEW; row++) {
        assertThat(row(alone, row)).isEqualTo(row(many, row));
        assertThat(alone.figures[row].reconstruction())
            .isEqualTo(many.figures[row].reconstruction());
      }
    }
  }
}
