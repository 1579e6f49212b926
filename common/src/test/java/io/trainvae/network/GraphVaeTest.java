package io.trainvae.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainvae.config.RunConfig.Objective;
import io.trainvae.config.RunConfig.Objective.Kl;
import io.trainvae.model.Activation;
import io.trainvae.model.LayerSpec.Padding;
import io.trainvae.model.Likelihood;
import io.trainvae.model.VaeSpec;
import java.lang.ref.Reference;
import java.lang.reflect.Field;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.deallocation.DeallocatorService;
import org.nd4j.linalg.factory.Nd4j;

/** The memory of {@link GraphVae}; what it computes is compared by {@link FusedVaeTest}. */
@Tag("long")
class GraphVaeTest {
  private static final int BATCH = 13;
  private static final int SETTLED = 20;
  private static final int STEPS = 100;

  /** Bytes of the images of a step. */
  private static final long IMAGES = 4L * BATCH * TinyVae.IMAGE.size();

  private static Stream<VaeSpec> models() {
    return Stream.of(
        TinyVae.spec(Activation.TANH),
        TinyVae.convolutional(Padding.SAME, Activation.GELU).withClasses(4),
        TinyVae.residual(Activation.SILU).with(Likelihood.GAUSSIAN_LEARNED).withClasses(4));
  }

  /**
   * A card's memory does not wait for Java's collector: steps, loads, readings of the state and
   * encodings leave nothing.
   */
  @ParameterizedTest
  @MethodSource("models")
  void aLongTrainingKeepsNoNativeArrays(VaeSpec spec) throws ReflectiveOperationException {
    Objective objective = new Objective(Kl.SAMPLED, 1, 0, spec.classes() == 0 ? 1 : 3);
    try (GraphVae graph = new GraphVae(spec, TinyVae.IMAGE, objective, TinyVae.ADAM, BATCH)) {
      graph.load(InitialWeights.of(spec, TinyVae.IMAGE, 5));
      train(graph, objective, SETTLED);
      long settled = nativeBytes();
      assertThat(settled).isPositive();
      train(graph, objective, STEPS);
      assertThat(nativeBytes() - settled).isLessThan(STEPS * IMAGES / 2);
    }
  }

  private static void train(GraphVae graph, Objective objective, int steps) {
    for (int step = 0; step < steps; step++) {
      TinyVae.fill(graph, BATCH, step);
      graph.step(BATCH, 1e-3, objective.beta());
      graph.load(graph.state());
      graph.encode(graph.inputs().images(), graph.inputs().labels(), BATCH);
    }
  }

  /** Bytes of arrays with memory of their own that is not freed. ND4J has them in a private map. */
  private static long nativeBytes() throws ReflectiveOperationException {
    Field map = DeallocatorService.class.getDeclaredField("referenceMap");
    map.setAccessible(true);
    var references = (Map<?, ?>) map.get(Nd4j.getDeallocatorService());
    return references.values().stream()
        .map(reference -> ((Reference<?>) reference).get())
        .filter(DataBuffer.class::isInstance)
        .map(DataBuffer.class::cast)
        .filter(buffer -> buffer.dataType() == DataType.FLOAT)
        .filter(buffer -> !buffer.isAttached() && !buffer.wasClosed())
        .filter(buffer -> buffer.originalDataBuffer() == null)
        .mapToLong(buffer -> buffer.length() * buffer.getElementSize())
        .sum();
  }
}
