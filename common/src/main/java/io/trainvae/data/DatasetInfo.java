package io.trainvae.data;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.trainvae.model.Shape;
import io.trainvae.storage.Sha256;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The content of {@code dataset.json}, which describes a Parquet data set.
 *
 * @param name {@code mnist}, {@code synthetic}, or the folder's name
 * @param synthetic whether the images were drawn by this program
 * @param trainImages number of images in the training split
 * @param validationImages number of images in the validation split, 0 if there is none
 * @param testImages number of images in the test split
 * @param height of every image, in pixels
 * @param width of every image, in pixels
 * @param channels of every pixel, side by side: 1 for grey, 3 for red, green and blue
 * @param classes number of distinct labels, which are {@code 0 .. classes-1}
 * @param classNames the names of the labels, from 0; empty if unknown
 * @param sources every file that the images came from; empty for synthetic ones
 * @param parts of a data set that grew, in the order of their ingests; empty of one ingest
 * @param features description of feature vectors, each of which is one row of columns; null for
 *     images
 */
public record DatasetInfo(
    String name,
    boolean synthetic,
    @JsonProperty("train_images") long trainImages,
    @JsonProperty("validation_images") long validationImages,
    @JsonProperty("test_images") long testImages,
    int height,
    int width,
    int channels,
    int classes,
    @JsonProperty("class_names") List<String> classNames,
    List<SourceFile> sources,
    List<Part> parts,
    @JsonInclude(JsonInclude.Include.NON_NULL) Features features)
    implements Serializable {

  /**
   * A file that images or labels came from, and the SHA-256 of its bytes as stored (compressed or
   * not).
   */
  public record SourceFile(String file, String sha256) implements Serializable {}

  /**
   * The rows that one ingest added to each split, after those of the parts before it.
   *
   * @param source that it came from
   * @param sha256 of its labels and pixels, in their order
   */
  public record Part(
      String source,
      @JsonProperty("train_images") long trainImages,
      @JsonProperty("validation_images") long validationImages,
      @JsonProperty("test_images") long testImages,
      String sha256)
      implements Serializable {}

  public DatasetInfo {
    // Runs from before these were distinguished have this value in their provenance.
    channels = channels == 0 ? 1 : channels;
    classNames = classNames == null ? List.of() : List.copyOf(classNames);
    sources = List.copyOf(sources);
    parts = parts == null ? List.of() : List.copyOf(parts);
  }

  /** Grey images in two splits, of one ingest. */
  public DatasetInfo(
      String name,
      boolean synthetic,
      long trainImages,
      long testImages,
      int height,
      int width,
      int classes,
      List<SourceFile> sources) {
    this(
        name,
        synthetic,
        trainImages,
        0,
        testImages,
        height,
        width,
        1,
        classes,
        List.of(),
        sources,
        List.of());
  }

  /** Images. */
  public DatasetInfo(
      String name,
      boolean synthetic,
      long trainImages,
      long validationImages,
      long testImages,
      int height,
      int width,
      int channels,
      int classes,
      List<String> classNames,
      List<SourceFile> sources,
      List<Part> parts) {
    this(
        name,
        synthetic,
        trainImages,
        validationImages,
        testImages,
        height,
        width,
        channels,
        classes,
        classNames,
        sources,
        parts,
        null);
  }

  /** Whether the rows are feature vectors instead of images. */
  public boolean hasFeatures() {
    return features != null;
  }

  /** {@code images}, or {@code rows} of feature vectors, for messages. */
  public String items() {
    return hasFeatures() ? "rows" : "images";
  }

  /** Numbers of an image, one for each channel of each pixel, or of a feature vector. */
  public int pixels() {
    return height * width * channels;
  }

  /** {@code 28x28}, or {@code 32x32x3} in colour. */
  public String size() {
    return height + "x" + width + (channels == 1 ? "" : "x" + channels);
  }

  /** The shape of every image. */
  public Shape image() {
    return new Shape(height, width, channels);
  }

  /**
   * An identifier of the images, independent of the data set's name: SHA-256 of the size, the
   * counts and the sources' checksums. Synthetic images are distinguished by name.
   */
  public String fingerprint() {
    StringBuilder text = new StringBuilder();
    text.append("%s %d %d\n".formatted(size(), trainImages, testImages));
    text.append(validationImages == 0 ? "" : validationImages + "\n");
    text.append(synthetic ? name + "\n" : "");
    sources.forEach(source -> text.append(source.sha256).append('\n'));
    return Sha256.hex(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** The same with another number of classes. */
  public DatasetInfo withClasses(int number) {
    return new DatasetInfo(
        name,
        synthetic,
        trainImages,
        validationImages,
        testImages,
        height,
        width,
        channels,
        number,
        classNames,
        sources,
        parts,
        features);
  }

  /** Images of all splits. */
  public long total() {
    return trainImages + validationImages + testImages;
  }

  public long images(Split split) {
    return switch (split) {
      case TRAIN -> trainImages;
      case VALIDATION -> validationImages;
      case TEST -> testImages;
    };
  }
}
