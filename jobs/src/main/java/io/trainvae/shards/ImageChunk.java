package io.trainvae.shards;

import io.trainvae.model.Binarisation;
import io.trainvae.network.PixelFormat;
import io.trainvae.network.Pixels;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.Checksum;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Part of a worker's shard: records of one image each, its numbers packed row by row in a {@link
 * PixelFormat}, and its label in one more byte. DL4J sees it as a data set with the images {@code
 * [count, pixels]} as features and labels, which are unpacked when asked for.
 */
public final class ImageChunk extends MultiDataSet {
  private static final long serialVersionUID = 1L;

  private final byte[] records;
  private final int count;
  private final PixelFormat format;

  /** Uses the array itself, without a copy. */
  ImageChunk(byte[] records, int count, PixelFormat format) {
    this.records = records;
    this.count = count;
    this.format = format;
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

  /** The record of a feature vector and its label. */
  public static byte[] record(float[] features, int label) {
    ByteBuffer record =
        ByteBuffer.allocate(recordBytes(features.length, PixelFormat.FLOAT32))
            .order(ByteOrder.LITTLE_ENDIAN);
    record.asFloatBuffer().put(features);
    record.put(record.capacity() - 1, (byte) label);
    return record.array();
  }

  /**
   * Bytes of a record.
   *
   * @param numbers of an image
   */
  public static int recordBytes(int numbers, PixelFormat format) {
    return Math.addExact(Math.multiplyExact(numbers, format.bytes()), 1);
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
    int pixels = Math.max(0, recordBytes() - 1) / format.bytes();
    float[] values = new float[count * pixels];
    for (int i = 0; i < count; i++) {
      byte[] record = Arrays.copyOfRange(records, i * recordBytes(), (i + 1) * recordBytes());
      Pixels.unpack(format, Binarisation.NONE, null, record, values, i * pixels, pixels);
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
