package io.trainvae.ingest.images;

import io.trainvae.data.Split;
import io.trainvae.data.image.ImageDecoder.Size;
import io.trainvae.data.image.RgbImage;
import io.trainvae.ingest.images.SortedItems.Block;
import io.trainvae.network.Standardisation;
import io.trainvae.shards.FeatureSums;
import io.trainvae.storage.Sha256;
import java.io.Serializable;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.PartitionPruningRDD;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.storage.StorageLevel;

/**
 * Images that are decoded once and stay on the executors' disks until they are written, because
 * errors and colours must be known before.
 */
final class DecodedImages implements AutoCloseable {
  private final JavaRDD<Decoded> images;
  private final List<Block> blocks;
  private final List<BlockSurvey> surveys;

  DecodedImages(JavaRDD<ImageItem> items, List<Block> blocks, ItemDecoder decoder) {
    this.blocks = blocks;
    this.images = items.map(decoder::decode).persist(StorageLevel.DISK_ONLY());
    Size size = decoder.size();
    boolean features = !decoder.settings().features().isEmpty();
    this.surveys =
        new ArrayList<>(
            images
                .mapPartitionsWithIndex(
                    (block, decoded) ->
                        List.of(BlockSurvey.of(block, size, features, decoded)).iterator(),
                    true)
                .collect());
    surveys.sort(Comparator.comparingInt(BlockSurvey::block));
  }

  long good(Split split) {
    return of(split).mapToObj(surveys::get).mapToLong(BlockSurvey::good).sum();
  }

  long bad() {
    return surveys.stream().mapToLong(BlockSurvey::bad).sum();
  }

  boolean hasColours() {
    return surveys.stream().anyMatch(BlockSurvey::colours);
  }

  /**
   * Statistics of feature vectors, over a split.
   *
   * @param features of each
   */
  Standardisation standardisation(Split split, int features) {
    FeatureSums sums = new FeatureSums(features);
    of(split).mapToObj(surveys::get).forEach(survey -> sums.plus(survey.sums()));
    return sums.standardisation(Math.max(1, good(split)));
  }

  /** The checksum of all labels and pixels, in their order. */
  String sha256() {
    MessageDigest digest = Sha256.digest();
    surveys.forEach(survey -> digest.update(survey.sha256()));
    return Sha256.hex(digest);
  }

  /** Bad images, in their order. */
  List<Decoded> bad(int most) {
    return images.filter(image -> !image.isGood()).take(most);
  }

  private IntStream of(Split split) {
    return IntStream.range(0, blocks.size()).filter(i -> blocks.get(i).split() == split);
  }

  /**
   * The rows of a split, a partition for each file.
   *
   * @param from index of the first
   */
  JavaRDD<Row> rows(Split split, long from, RowForm form) {
    int[] wanted = of(split).toArray();
    long[] firsts = new long[wanted.length];
    long next = from;
    for (int i = 0; i < wanted.length; i++) {
      firsts[i] = next;
      next += surveys.get(wanted[i]).good();
    }
    return pruned(wanted)
        .mapPartitionsWithIndex((place, decoded) -> new Rows(decoded, firsts[place], form), true);
  }

  private JavaRDD<Decoded> pruned(int... wanted) {
    scala.Function1<Object, Object> filter =
        (scala.Function1<Object, Object> & Serializable)
            block -> IntStream.of(wanted).anyMatch(i -> i == (Integer) block);
    return PartitionPruningRDD.<Decoded>create(images.rdd(), filter).toJavaRDD();
  }

  /**
   * The part of a row that contains the image.
   *
   * @param features whether it is a feature vector
   */
  record RowForm(Size size, int channels, boolean features) implements Serializable {
    private Object of(Decoded decoded) {
      return features
          ? FeatureColumns.column(decoded.rgb())
          : new RgbImage(size.height(), size.width(), decoded.rgb()).withChannels(channels);
    }
  }

  /** Rows of the good images. */
  private static final class Rows implements Iterator<Row> {
    private final Iterator<Decoded> decoded;
    private final RowForm form;
    private long index;
    private Decoded next;

    Rows(Iterator<Decoded> decoded, long first, RowForm form) {
      this.decoded = decoded;
      this.index = first;
      this.form = form;
      advance();
    }

    private void advance() {
      next = null;
      while (next == null && decoded.hasNext()) {
        Decoded image = decoded.next();
        next = image.isGood() ? image : null;
      }
    }

    @Override
    public boolean hasNext() {
      return next != null;
    }

    @Override
    public Row next() {
      Row row = RowFactory.create(index++, next.label(), form.of(next));
      advance();
      return row;
    }
  }

  @Override
  public void close() {
    images.unpersist();
  }
}
