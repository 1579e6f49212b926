package io.trainvae.data;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * What {@code dataset.json} says of a Parquet data set.
 *
 * @param name {@code mnist}, {@code synthetic}, or the folder's name
 * @param synthetic whether the images were drawn by this program
 * @param trainImages number of images in the training split
 * @param testImages number of images in the test split
 * @param height of every image, in pixels
 * @param width of every image, in pixels
 * @param classes number of distinct labels, which are {@code 0 .. classes-1}
 * @param sources every file that the images came from; empty for synthetic ones
 */
public record DatasetInfo(
    String name,
    boolean synthetic,
    @JsonProperty("train_images") int trainImages,
    @JsonProperty("test_images") int testImages,
    int height,
    int width,
    int classes,
    List<SourceFile> sources)
    implements Serializable {

  /**
   * A file that images or labels came from, and the SHA-256 of its bytes as stored (compressed or
   * not).
   */
  public record SourceFile(String file, String sha256) implements Serializable {}

  public DatasetInfo {
    sources = List.copyOf(sources);
  }

  public int pixels() {
    return height * width;
  }

  /**
   * The same for the same images, whatever the data set is called; SHA-256 of the size, the counts
   * and the sources' checksums. Synthetic images are told apart by name.
   */
  public String fingerprint() {
    StringBuilder text = new StringBuilder();
    text.append("%dx%d %d %d\n".formatted(height, width, trainImages, testImages));
    text.append(synthetic ? name + "\n" : "");
    sources.forEach(source -> text.append(source.sha256).append('\n'));
    return HexFormat.of().formatHex(sha256(text.toString().getBytes(StandardCharsets.UTF_8)));
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  public int images(Split split) {
    return split == Split.TRAIN ? trainImages : testImages;
  }
}
