package io.trainvae.evaluate;

import io.trainvae.config.RunConfig.Evaluate;
import io.trainvae.data.Split;
import io.trainvae.evaluation.EvaluationSums;
import io.trainvae.evaluation.Evaluator;
import io.trainvae.inference.EncodedBatch;
import io.trainvae.inference.Inference;
import io.trainvae.model.VaeSpec;
import io.trainvae.network.LatentModel;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalInt;

/** The test split's figures, by the executors. */
public final class TestEvaluation {
  private TestEvaluation() {}

  /**
   * @param importanceSamples of the bound on the log likelihood; 0 leaves it out
   * @param limit images to use, from the first
   */
  public static EvaluationSums sums(
      Inference inference, Evaluate config, int importanceSamples, OptionalInt limit) {
    VaeSpec spec = inference.model().spec();
    long seed = config.seed();
    int batch = config.batch();
    List<EvaluationSums> parts =
        inference
            .over(
                Split.TEST,
                limit,
                (batches, model) ->
                    sum(batches, model, new Evaluator(model, spec, seed, importanceSamples, batch)))
            .collect();
    EvaluationSums all = new EvaluationSums(spec.latent());
    parts.forEach(all::add);
    return all;
  }

  private static Iterator<EvaluationSums> sum(
      Iterator<EncodedBatch> batches, LatentModel model, Evaluator evaluator) {
    EvaluationSums sums = new EvaluationSums(model.latent());
    while (batches.hasNext()) {
      EncodedBatch batch = batches.next();
      sums.add(
          evaluator.figures(
              batch.indices(), batch.labels(), batch.images(), batch.posterior(), batch.count()),
          batch.posterior());
    }
    return List.of(sums).iterator();
  }
}
