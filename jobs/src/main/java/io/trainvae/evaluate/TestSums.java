package io.trainvae.evaluate;

import io.trainvae.evaluation.EvaluationSums;
import io.trainvae.evaluation.ImageFigures;
import io.trainvae.inference.EncodedBatch;
import java.io.Serializable;
import java.util.TreeMap;

/**
 * Sums over test images, of all together and of each class.
 *
 * @param classes by label
 */
public record TestSums(EvaluationSums all, TreeMap<Integer, EvaluationSums> classes)
    implements Serializable {

  static TestSums none(int latent) {
    return new TestSums(new EvaluationSums(latent), new TreeMap<>());
  }

  void add(EncodedBatch batch, ImageFigures[] figures, int latent) {
    all.add(figures, batch.posterior());
    for (int i = 0; i < batch.count(); i++) {
      ofClass(batch.labels()[i], latent).add(figures[i], batch.posterior(), i);
    }
  }

  void add(TestSums other, int latent) {
    all.add(other.all);
    other.classes.forEach((label, sums) -> ofClass(label, latent).add(sums));
  }

  private EvaluationSums ofClass(int label, int latent) {
    return classes.computeIfAbsent(label, l -> new EvaluationSums(latent));
  }
}
