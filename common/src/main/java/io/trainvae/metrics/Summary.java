package io.trainvae.metrics;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.trainvae.data.DatasetInfo;
import io.trainvae.model.VaeSpec;
import java.util.Locale;
import java.util.Objects;

/**
 * {@code <run>/summary.json}: the figures of a run. Of losses the lower one is the better one. A
 * figure that was not computed is null.
 *
 * @param status {@code unfinished}, {@code trained}, {@code evaluated} or {@code complete}
 * @param epochs that are done
 * @param unit of all losses, such as {@code nats per image}
 * @param outcome of the training; null in summaries of before there was one, which were written of
 *     trained models only
 * @param parametersSha256 over the flat float32 parameters, little-endian; null where the training
 *     is not done
 */
public record Summary(
    @JsonProperty("run_id") String runId,
    String preset,
    String status,
    Dataset dataset,
    int workers,
    @JsonProperty("averaging_frequency") int averagingFrequency,
    long seed,
    int epochs,
    String unit,
    Train train,
    Test test,
    Outcome outcome,
    @JsonProperty("parameters_sha256") String parametersSha256) {

  public Summary {
    // Summaries of before there was another one do not name it.
    unit = unit == null ? "nats per image" : unit;
  }

  /** {@code images}, or {@code rows} where losses are of rows, for messages. */
  public String items() {
    return unit.endsWith(" row") ? "rows" : "images";
  }

  /** The same with other test figures. */
  public Summary withTest(Test newTest) {
    return new Summary(
        runId,
        preset,
        status,
        dataset,
        workers,
        averagingFrequency,
        seed,
        epochs,
        unit,
        train,
        newTest,
        outcome,
        parametersSha256);
  }

  /** The same figures at another point of the run. */
  public Summary withStatus(String newStatus) {
    return new Summary(
        runId,
        preset,
        newStatus,
        dataset,
        workers,
        averagingFrequency,
        seed,
        epochs,
        unit,
        train,
        test,
        outcome,
        parametersSha256);
  }

  /** Whether there is a model to be used. */
  public boolean trained() {
    return outcome == null || outcome.trained();
  }

  /** Whether the test figures are of the whole test split of the training's own data set. */
  public boolean testedOnAll() {
    return test != null && test.images != null && !test.partial() && !testedElsewhere();
  }

  /** Whether the test figures are of another data set than that of the training. */
  public boolean testedElsewhere() {
    if (test == null || test.fingerprint == null || dataset == null) {
      return false;
    }
    // A training of before there were fingerprints.
    return dataset.fingerprint == null
        ? !Objects.equals(test.dataset, dataset.name)
            || !Objects.equals(test.splitImages, dataset.testImages)
        : !test.fingerprint.equals(dataset.fingerprint);
  }

  /**
   * Which images the test figures are of, such as {@code first 50 of 10,000 images of kmnist}; the
   * data set is named where it is not the one of the training.
   */
  public String testedOn() {
    String count = test == null ? null : test.count();
    return (count == null ? "number of %s not stated".formatted(items()) : count + " " + items())
        + (testedElsewhere() ? " of " + test.dataset : "");
  }

  /**
   * @param fingerprint of {@link DatasetInfo#fingerprint}; null in summaries of before there was
   *     one
   */
  public record Dataset(
      String name,
      @JsonProperty("train_images") long trainImages,
      @JsonProperty("test_images") long testImages,
      String fingerprint) {

    public static Dataset of(DatasetInfo info) {
      return new Dataset(info.name(), info.trainImages(), info.testImages(), info.fingerprint());
    }
  }

  /**
   * @param seconds of all epochs
   * @param secondsPerEpoch median of the epochs after the first
   * @param threads of a worker; null in summaries of before there could be several
   * @param disagreement of the workers in the last epoch, {@link MetricNames#DISAGREEMENT}; null
   *     with one worker, and in summaries of before there was one
   */
  public record Train(
      double seconds,
      @JsonProperty("seconds_per_epoch") Double secondsPerEpoch,
      @JsonProperty("images_per_second") Double imagesPerSecond,
      @JsonProperty("neg_elbo") Double negElbo,
      Double reconstruction,
      Double kl,
      Integer threads,
      Double disagreement) {}

  /**
   * @param nll importance-weighted bound
   * @param binarisation {@code none}, {@code threshold} or {@code dynamic}
   * @param images that all these figures are of, from the first; null in summaries of before this
   *     was recorded
   * @param splitImages that the test split has
   * @param dataset its name
   * @param fingerprint of {@link DatasetInfo#fingerprint}
   * @param bitsPerDim the negative ELBO by {@link VaeSpec#bitsPerDimension}; null where that is no
   *     probability of levels
   */
  public record Test(
      @JsonProperty("neg_elbo") Double negElbo,
      Double reconstruction,
      Double kl,
      Double nll,
      @JsonProperty("importance_samples") Integer importanceSamples,
      @JsonProperty("active_units") Integer activeUnits,
      String binarisation,
      Long images,
      @JsonProperty("split_images") Long splitImages,
      String dataset,
      String fingerprint,
      @JsonProperty("bits_per_dim") Double bitsPerDim) {

    /** Whether the split has more images. */
    public boolean partial() {
      return images != null && splitImages != null && images < splitImages;
    }

    /** {@code 10,000} or {@code first 50 of 10,000}; null where it is not known. */
    public String count() {
      if (images == null) {
        return null;
      }
      return partial()
          ? String.format(Locale.ROOT, "first %,d of %,d", images, splitImages)
          : String.format(Locale.ROOT, "%,d", images);
    }
  }
}
