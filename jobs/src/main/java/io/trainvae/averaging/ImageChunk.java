package io.trainvae.averaging;

import io.trainvae.network.Pixels;
import java.util.Arrays;
import java.util.zip.Checksum;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Part of a worker's shard: images as packed unsigned bytes, one after the other, each row by row.
 * DL4J sees it as a data set with the images {@code [count, pixels]} in [0, 1] as features and
 * labels, which are unpacked when asked for.
 */
public final class ImageChunk extends MultiDataSet {
  private static final long serialVersionUID = 1L;

  private final byte[] images;
  private final int count;

  /** Takes the array as it is, without a copy. */
  ImageChunk(byte[] images, int count) {
    this.images = images;
    this.count = count;
  }

  /** Number of images. */
  int count() {
    return count;
  }

  /** Copies the bytes of one image. */
  void copy(int image, int pixels, byte[] to, int toStart) {
    System.arraycopy(images, image * pixels, to, toStart, pixels);
  }

  void addTo(Checksum sum) {
    sum.update(images, 0, images.length);
  }

  @Override
  public int numFeatureArrays() {
    return 1;
  }

  @Override
  public int numLabelsArrays() {
    return 1;
  }

  @Override
  public INDArray[] getFeatures() {
    return new INDArray[] {getFeatures(0)};
  }

  @Override
  public INDArray getFeatures(int index) {
    float[] values = new float[images.length];
    Pixels.unpack(images, 0, values, 0, images.length);
    return Nd4j.createFromArray(values).reshape(count, images.length / Math.max(1, count));
  }

  @Override
  public INDArray[] getLabels() {
    return getFeatures();
  }

  @Override
  public INDArray getLabels(int index) {
    return getFeatures(index);
  }

  @Override
  public boolean isEmpty() {
    return count == 0;
  }

  @Override
  public long getMemoryFootprint() {
    return images.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ImageChunk chunk
        && chunk.count == count
        && Arrays.equals(chunk.images, images);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(images);
  }

  @Override
  public String toString() {
    return "ImageChunk(" + count + " images)";
  }
}
