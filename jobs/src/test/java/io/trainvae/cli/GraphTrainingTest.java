package io.trainvae.cli;

import io.trainvae.cli.GraphTrainings.Small;
import io.trainvae.testing.LocalSpark;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What trains on GPUs, on processors: DL4J's graphs in rounds of two workers, against the network
 * that trains on processors. {@link GraphTrainingIT} stops and resumes them.
 */
@Tag("long")
class GraphTrainingTest {
  @TempDir static Path folder;
  private static GraphTrainings trainings;

  @BeforeAll
  static void ingest() {
    trainings = new GraphTrainings(LocalSpark.session(), folder);
    trainings.ingest();
  }

  @AfterEach
  void noGraphs() {
    System.clearProperty(GraphTrainings.PROPERTY);
  }

  @ParameterizedTest
  @EnumSource
  void trainsAsTheFusedNetwork(Small model) throws IOException {
    trainings.train("fused-" + model, model, 2);
    trainings.evaluate("fused-" + model);
    System.setProperty(GraphTrainings.PROPERTY, "true");
    trainings.train("graph-" + model, model, 2);
    trainings.evaluate("graph-" + model);
    trainings.assertSameLosses("graph-" + model, "fused-" + model);
  }
}
