package io.trainvae.shards;

import io.trainvae.model.Binarisation;
import io.trainvae.network.Pixels;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.Checksum;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Part of a worker's shard: records of one image each, as packed unsigned bytes row by row, and its
 * label in one more byte. DL4J sees it as a data set with the images {@code [count, pixels]} in [0,
 * 1] as features and labels, which are unpacked when asked for.
 */
public final class ImageChunk extends MultiDataSet {
  private static final long serialVersionUID = 1L;

  private final byte[] records;
  private final int count;

  /** Takes the array as it is, without a copy. */
  ImageChunk(byte[] records, int count) {
    this.records = records;
    this.count = count;
  }

  /** Number of images. */
  int count() {
    return count;
  }

  /** The record of an image and its label. */
  public static byte[] record(byte[] image, int label) {
    byte[] record = Arrays.copyOf(image, image.length + 1);
    record[image.length] = (byte) label;
    return record;
  }

  private int recordBytes() {
    return records.length / Math.max(1, count);
  }

  /** All records. */
  ByteBuffer bytes() {
    return ByteBuffer.wrap(records);
  }

  void addTo(Checksum sum) {
    sum.update(records, 0, records.length);
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
    int pixels = Math.max(0, recordBytes() - 1);
    float[] values = new float[count * pixels];
    for (int i = 0; i < count; i++) {
      Pixels.unpack(
          Binarisation.NONE, null, records, i * recordBytes(), values, i * pixels, pixels);
    }
    return Nd4j.createFromArray(values).reshape(count, pixels);
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
    return records.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ImageChunk chunk
        && chunk.count == count
        && Arrays.equals(chunk.records, records);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(records);
  }

  @Override
  public String toString() {
    return "ImageChunk(" + count + " images)";
  }
}
