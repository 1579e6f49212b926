package io.trainvae.inference;

import io.trainvae.data.Split;
import io.trainvae.model.ArraySize;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

/**
 * Some test images for pictures.
 *
 * @param images {@code [labels.length, pixels]} in [0, 1], as the model sees them
 * @param means {@code [labels.length, latent]} of their posteriors
 */
public record TestImages(float[] images, float[] means, int[] labels) {

  private record Found(long index, int label, float[] image, float[] mean)
      implements Serializable {}

  /** The first ones in the order of their indices. */
  public static TestImages first(Inference inference, int most) {
    List<Found> found =
        inference.over(Split.TEST, OptionalInt.of(most), finding(inference)).collect();
    return of(found.stream().sorted(Comparator.comparingLong(Found::index)).toList(), inference);
  }

  /** The test images with these indices, in this order; empty if any of them is missing. */
  public static Optional<TestImages> at(Inference inference, List<Long> indices) {
    if (indices.isEmpty()) {
      return Optional.of(of(List.of(), inference));
    }
    List<Found> found =
        inference.at(Split.TEST, indices, finding(inference)).collect().stream()
            .sorted(Comparator.comparingInt((Found image) -> indices.indexOf(image.index)))
            .toList();
    return found.size() == indices.size() ? Optional.of(of(found, inference)) : Optional.empty();
  }

  public int count() {
    return labels.length;
  }

  /** The images at these places of the list, in this order. */
  public TestImages select(int... places) {
    int pixels = images.length / Math.max(1, count());
    int latent = means.length / Math.max(1, count());
    TestImages selected =
        new TestImages(
            new float[ArraySize.of("the test images that are shown", places.length, pixels)],
            new float[places.length * latent],
            IntStream.of(places).map(place -> labels[place]).toArray());
    for (int i = 0; i < places.length; i++) {
      System.arraycopy(images, places[i] * pixels, selected.images, i * pixels, pixels);
      System.arraycopy(means, places[i] * latent, selected.means, i * latent, latent);
    }
    return selected;
  }

  /** The first ones, as many as fill whole rows; all of them where they do not fill one. */
  public TestImages wholeRows(int columns, int most) {
    int shown = Math.min(most, count());
    return select(
        IntStream.range(0, shown < columns ? shown : shown / columns * columns).toArray());
  }

  private static TestImages of(List<Found> found, Inference inference) {
    int pixels = inference.model().pixels();
    int latent = inference.model().spec().latent();
    TestImages all =
        new TestImages(
            new float[ArraySize.of("the test images that are looked at", found.size(), pixels)],
            new float[found.size() * latent],
            found.stream().mapToInt(Found::label).toArray());
    for (int i = 0; i < found.size(); i++) {
      System.arraycopy(found.get(i).image, 0, all.images, i * pixels, pixels);
      System.arraycopy(found.get(i).mean, 0, all.means, i * latent, latent);
    }
    return all;
  }

  private static Inference.Work<Found> finding(Inference inference) {
    int latent = inference.model().spec().latent();
    int pixels = inference.model().pixels();
    return (batches, model) -> found(batches, pixels, latent);
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
