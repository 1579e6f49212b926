package io.trainvae.network;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.trainvae.config.ConfigLoader;
import io.trainvae.config.Presets;
import io.trainvae.config.RunConfig;
import io.trainvae.config.RunConfig.Objective;
import io.trainvae.model.Activation;
import io.trainvae.model.LayerSpec.Padding;
import io.trainvae.model.Likelihood;
import io.trainvae.model.Shape;
import io.trainvae.model.VaeSpec;
import io.trainvae.storage.Storage;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The forward-only model gives the same as the trained one, to the bit, and needs little memory
 * besides its parameters.
 */
class ForwardVaeTest {
  private static final Shape MNIST = Shape.grey(28, 28);

  /**
   * The size of the buffers for a slice of at most 64 rows of mlp-400, outside the heap and on it.
   */
  private static final long BUFFERS = 2 << 20;

  static Stream<String> presets() {
    return new Presets().names().stream();
  }

  private static RunConfig preset(String name) {
    return new ConfigLoader(new Storage(new Configuration(false))).load(name, List.of());
  }

  @ParameterizedTest
  @MethodSource("presets")
  @Tag("long")
  void givesWhatTheTrainableOneGives(String preset) {
    RunConfig config = preset(preset);
    boolean large = !config.data().size().equals(RunConfig.Data.ANY);
    Shape image = large ? Shape.grey(128, 128) : MNIST;
    int rows = config.model().convolves() ? 6 : 70;
    assertSame(config.model(), image, config.evaluate().batch(), rows);
    assertSame(config.model().withClasses(4), image, config.evaluate().batch(), rows);
  }

  @ParameterizedTest
  @EnumSource(Activation.class)
  void withEveryActivationWindowAndNumberOfRows(Activation activation) {
    for (int batch : new int[] {1, 17, 40}) {
      assertSame(TinyVae.spec(activation).withClasses(4), TinyVae.IMAGE, batch, 43);
      for (Padding padding : Padding.values()) {
        VaeSpec spec = TinyVae.convolutional(padding, activation);
        assertSame(spec.with(Likelihood.GAUSSIAN_LEARNED), TinyVae.COLOUR, batch, 43);
        assertSame(spec.withClasses(4), TinyVae.IMAGE, batch, 43);
      }
    }
  }

  private static SavedModel model(VaeSpec spec, Shape image) {
    return new SavedModel(spec, image, InitialWeights.of(spec, image, 3).parameters());
  }

  private static void assertSame(VaeSpec spec, Shape image, int batch, int rows) {
    SavedModel saved = model(spec, image);
    SplittableRandom random = new SplittableRandom(8);
    float[] images = new float[rows * image.size()];
    float[] latents = new float[rows * spec.latent()];
    RandomStreams.fillNormal(random, images, images.length);
    RandomStreams.fillNormal(random, latents, latents.length);
    int[] labels = random.ints(rows, 0, 4).toArray();
    int room = Math.max(batch, 16);
    try (OpenModel forward = saved.open(batch);
        FusedVae trainable = new FusedVae(spec, image, Objective.ELBO, TinyVae.ADAM, room, 1)) {
      assertThat(forward).isInstanceOf(ForwardVae.class);
      trainable.load(VaeState.untrained(saved.parameters()));
      assertThat(forward.encode(images, labels, rows))
          .isEqualTo(trainable.encode(images, labels, rows));
      assertThat(forward.decode(latents, labels, rows))
          .isEqualTo(trainable.decode(latents, labels, rows));
      assertThat(decodedInParts(forward, latents, labels, rows))
          .isEqualTo(trainable.decode(latents, labels, rows));
      assertThat(forward.logits(latents, labels, rows))
          .isEqualTo(trainable.logits(latents, labels, rows));
    }
  }

  private static float[] decodedInParts(
      LatentModel model, float[] latents, int[] labels, int rows) {
    int outputs = model.pixels() * model.outputs();
    float[] all = new float[rows * outputs];
    model.decode(
        latents,
        labels,
        rows,
        (decoded, first, n) -> System.arraycopy(decoded, 0, all, first * outputs, n * outputs));
    return all;
  }

  /** Bytes outside the heap, which go to and fro, and bytes on it, which are counted as made. */
  private record Held(long outside, long made) {
    static Held now() {
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      return new Held(Pointer.totalBytes(), threads.getCurrentThreadAllocatedBytes());
    }

    Held since(Held before) {
      return new Held(outside - before.outside, made - before.made);
    }
  }

  @Test
  void holdsTheParametersOnceForAllThatAreOpen() {
    SavedModel saved = model(preset("mlp-400").model(), MNIST);
    saved.open(500).close();
    long bytes = (long) saved.parameters().length * Float.BYTES;
    Held before = Held.now();
    try (OpenModel first = saved.open(500)) {
      Held one = Held.now().since(before);
      assertThat(one.outside).isBetween(bytes, bytes + BUFFERS);
      assertThat(one.made).isLessThan(BUFFERS);
      Held middle = Held.now();
      try (OpenModel second = saved.open(500)) {
        Held another = Held.now().since(middle);
        assertThat(another.outside).isBetween(1L, BUFFERS);
        assertThat(another.made).isLessThan(BUFFERS);
        assertThat(second.decode(new float[20], null, 1))
            .isEqualTo(first.decode(new float[20], null, 1));
      }
    }
    assertThat(Held.now().since(before).outside).isZero();
  }

  @Test
  void oneClosesWhileAnotherWorks() {
    SavedModel saved = model(TinyVae.spec(Activation.TANH), TinyVae.IMAGE);
    float[] latent = {0.5f, -1, 2};
    try (OpenModel stays = saved.open(1)) {
      float[] expected = stays.decode(latent, null, 1);
      OpenModel goes = saved.open(1);
      goes.close();
      goes.close();
      assertThat(stays.decode(latent, null, 1)).isEqualTo(expected);
      float[] others = saved.parameters().clone();
      others[0]++;
      try (OpenModel other = new SavedModel(saved.spec(), saved.image(), others).open(1)) {
        float[] image = new float[35];
        image[0] = 1;
        assertThat(other.encode(image, null, 1)).isNotEqualTo(stays.encode(image, null, 1));
      }
    }
  }
}
