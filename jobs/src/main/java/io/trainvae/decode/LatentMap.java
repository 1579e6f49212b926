package io.trainvae.decode;

import io.trainvae.data.Split;
import io.trainvae.decode.DecodeRequest.Dims;
import io.trainvae.evaluation.Evaluator;
import io.trainvae.inference.EncodedBatch;
import io.trainvae.inference.Inference;
import java.io.Serializable;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * The positions of test images in the latent space.
 *
 * @param means {@code [labels.length, latent]} of the posterior
 * @param kls mean divergence from the prior in each dimension, nats
 */
record LatentMap(int latent, float[] means, int[] labels, double[] kls) {
  /** The most points that a person can distinguish. */
  private static final int MOST_POINTS = 10_000;

  /** Burda et al. 2016: a dimension whose mean varies less is not in use. */
  private static final double ACTIVE = 0.01;

  private record Part(float[] means, int[] labels, double[] kls) implements Serializable {}

  static LatentMap of(Inference inference) {
    int latent = inference.model().spec().latent();
    List<Part> parts =
        inference
            .over(
                Split.TEST, OptionalInt.of(MOST_POINTS), (batches, model) -> parts(batches, latent))
            .collect();
    int count = parts.stream().mapToInt(part -> part.labels.length).sum();
    LatentMap map =
        new LatentMap(latent, new float[count * latent], new int[count], new double[latent]);
    int at = 0;
    for (Part part : parts) {
      System.arraycopy(part.means, 0, map.means, at * latent, part.means.length);
      System.arraycopy(part.labels, 0, map.labels, at, part.labels.length);
      at += part.labels.length;
      for (int dim = 0; dim < latent; dim++) {
        map.kls[dim] += part.kls[dim] / count;
      }
    }
    return map;
  }

  private static Iterator<Part> parts(Iterator<EncodedBatch> batches, int latent) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return batches.hasNext();
      }

      @Override
      public Part next() {
        EncodedBatch batch = batches.next();
        float[] means = new float[batch.count() * latent];
        double[] kls = new double[latent];
        for (int i = 0; i < batch.count(); i++) {
          System.arraycopy(batch.posterior(), i * 2 * latent, means, i * latent, latent);
          for (int dim = 0; dim < latent; dim++) {
            kls[dim] += Evaluator.kl(batch.posterior(), i, dim, latent);
          }
        }
        return new Part(means, batch.labels(), kls);
      }
    };
  }

  /** The values of one dimension, image by image. */
  float[] dimension(int dim) {
    float[] values = new float[labels.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = means[i * latent + dim];
    }
    return values;
  }

  /** The two dimensions whose means vary most; the first one twice where there is no other. */
  Dims mostActive() {
    int[] byActivity =
        IntStream.range(0, latent)
            .boxed()
            .sorted((a, b) -> Double.compare(variance(b), variance(a)))
            .mapToInt(Integer::intValue)
            .toArray();
    int first = byActivity[0];
    int second = latent > 1 ? byActivity[1] : first;
    return new Dims(Math.min(first, second), Math.max(first, second));
  }

  /** The active dimensions, the most informative one first. */
  int[] active() {
    return IntStream.range(0, latent)
        .filter(dim -> variance(dim) > ACTIVE)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer dim) -> -kls[dim]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private double variance(int dim) {
    double sum = 0;
    double squares = 0;
    for (float value : dimension(dim)) {
      sum += value;
      squares += (double) value * value;
    }
    double mean = sum / labels.length;
    return squares / labels.length - mean * mean;
  }
}
