package io.trainvae.decode;

import io.trainvae.data.Split;
import io.trainvae.decode.DecodeRequest.Dims;
import io.trainvae.inference.EncodedBatch;
import io.trainvae.inference.Inference;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * Where test images lie in the latent space.
 *
 * @param means {@code [labels.length, latent]} of the posterior
 */
record LatentMap(int latent, float[] means, int[] labels) {
  /** Points that a person can still tell from one another. */
  private static final int MOST_POINTS = 10_000;

  private record Part(float[] means, int[] labels) implements Serializable {}

  static LatentMap of(Inference inference) {
    int latent = inference.model().spec().latent();
    List<Part> parts =
        inference
            .over(
                Split.TEST, OptionalInt.of(MOST_POINTS), (batches, model) -> parts(batches, latent))
            .collect();
    int count = parts.stream().mapToInt(part -> part.labels.length).sum();
    LatentMap map = new LatentMap(latent, new float[count * latent], new int[count]);
    int at = 0;
    for (Part part : parts) {
      System.arraycopy(part.means, 0, map.means, at * latent, part.means.length);
      System.arraycopy(part.labels, 0, map.labels, at, part.labels.length);
      at += part.labels.length;
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
        for (int i = 0; i < batch.count(); i++) {
          System.arraycopy(batch.posterior(), i * 2 * latent, means, i * latent, latent);
        }
        return new Part(means, batch.labels());
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
