package io.trainvae.evaluate;

import io.trainvae.config.RunConfig.Evaluate;
import io.trainvae.data.Split;
import io.trainvae.evaluation.Evaluator;
import io.trainvae.evaluation.ImageFigures;
import io.trainvae.inference.EncodedBatch;
import io.trainvae.inference.Inference;
import io.trainvae.model.VaeSpec;
import io.trainvae.network.LatentModel;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalInt;

/** The figures of a split that is not trained on, by the executors. */
public final class TestEvaluation {
  private TestEvaluation() {}

  /**
   * @param importanceSamples of the bound on the log likelihood; 0 leaves it out
   * @param limit images to use, from the first
   */
  public static TestSums sums(
      Inference inference, Split split, Evaluate config, int importanceSamples, OptionalInt limit) {
    VaeSpec spec = inference.model().spec();
    long seed = config.seed();
    int batch = config.batch();
    List<TestSums> parts =
        inference
            .over(
                split,
                limit,
                (batches, model) ->
                    sum(batches, model, new Evaluator(model, spec, seed, importanceSamples, batch)))
            .collect();
    TestSums all = TestSums.none(spec.latent());
    parts.forEach(part -> all.add(part, spec.latent()));
    return all;
  }

  private static Iterator<TestSums> sum(
      Iterator<EncodedBatch> batches, LatentModel model, Evaluator evaluator) {
    TestSums sums = TestSums.none(model.latent());
    while (batches.hasNext()) {
      EncodedBatch batch = batches.next();
      ImageFigures[] figures =
          evaluator.figures(
              batch.indices(), batch.labels(), batch.images(), batch.posterior(), batch.count());
      sums.add(batch, figures, model.latent());
    }
    return List.of(sums).iterator();
  }
}
