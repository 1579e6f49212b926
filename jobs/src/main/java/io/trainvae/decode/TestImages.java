package io.trainvae.decode;

import io.trainvae.data.Split;
import io.trainvae.inference.EncodedBatch;
import io.trainvae.inference.Inference;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

/**
 * The first test images, in the order of their indices.
 *
 * @param images {@code [count, pixels]} in [0, 1]
 * @param means {@code [count, latent]} of their posteriors
 */
record TestImages(float[] images, float[] means, int[] labels, int count) {

  private record Found(int index, int label, float[] image, float[] mean) implements Serializable {}

  static TestImages first(Inference inference, int most) {
    int latent = inference.model().spec().latent();
    int pixels = inference.model().pixels();
    List<Found> found =
        inference
            .over(
                Split.TEST,
                OptionalInt.of(most),
                (batches, model) -> found(batches, pixels, latent))
            .collect()
            .stream()
            .sorted(Comparator.comparingInt(Found::index))
            .toList();
    TestImages first =
        new TestImages(
            new float[found.size() * pixels],
            new float[found.size() * latent],
            found.stream().mapToInt(Found::label).toArray(),
            found.size());
    for (int i = 0; i < found.size(); i++) {
      System.arraycopy(found.get(i).image, 0, first.images, i * pixels, pixels);
      System.arraycopy(found.get(i).mean, 0, first.means, i * latent, latent);
    }
    return first;
  }

  private static Iterator<Found> found(Iterator<EncodedBatch> batches, int pixels, int latent) {
    Iterable<EncodedBatch> all = () -> batches;
    return StreamSupport.stream(all.spliterator(), false)
        .flatMap(
            batch ->
                IntStream.range(0, batch.count())
                    .mapToObj(
                        i ->
                            new Found(
                                batch.indices()[i],
                                batch.labels()[i],
                                part(batch.images(), i * pixels, pixels),
                                part(batch.posterior(), i * 2 * latent, latent))))
        .iterator();
  }

  private static float[] part(float[] values, int start, int count) {
    return Arrays.copyOfRange(values, start, start + count);
  }
}
