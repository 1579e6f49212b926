package io.trainvae.ingest.images;

import io.trainvae.data.Split;
import io.trainvae.data.image.ImageDecoder.Size;
import io.trainvae.data.image.RgbImage;
import io.trainvae.ingest.images.SortedItems.Block;
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
 * Images that were decoded once and stay on the executors' disks until they are written: what is
 * wrong with them, and whether they have colours, must be known before.
 */
final class DecodedImages implements AutoCloseable {
  private final JavaRDD<Decoded> images;
  private final List<Block> blocks;
  private final List<BlockSurvey> surveys;

  DecodedImages(JavaRDD<ImageItem> items, List<Block> blocks, ItemDecoder decoder) {
    this.blocks = blocks;
    this.images = items.map(decoder::decode).persist(StorageLevel.DISK_ONLY());
    Size size = decoder.size();
    this.surveys =
        new ArrayList<>(
            images
                .mapPartitionsWithIndex(
                    (block, decoded) ->
                        List.of(BlockSurvey.of(block, size.height(), size.width(), decoded))
                            .iterator(),
                    true)
                .collect());
    surveys.sort(Comparator.comparingInt(BlockSurvey::block));
  }

  int good(Split split) {
    return of(split).mapToObj(surveys::get).mapToInt(BlockSurvey::good).sum();
  }

  long bad() {
    return surveys.stream().mapToLong(BlockSurvey::bad).sum();
  }

  boolean hasColours() {
    return surveys.stream().anyMatch(BlockSurvey::colours);
  }

  /** Of all labels and pixels, in their order. */
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
  JavaRDD<Row> rows(Split split, int from, Size size, int channels) {
    int[] wanted = of(split).toArray();
    int[] firsts = new int[wanted.length];
    for (int i = 0, next = from; i < wanted.length; i++) {
      firsts[i] = next;
      next += surveys.get(wanted[i]).good();
    }
    return pruned(wanted)
        .mapPartitionsWithIndex(
            (place, decoded) -> new Rows(decoded, firsts[place], size, channels), true);
  }

  private JavaRDD<Decoded> pruned(int... wanted) {
    scala.Function1<Object, Object> filter =
        (scala.Function1<Object, Object> & Serializable)
            block -> IntStream.of(wanted).anyMatch(i -> i == (Integer) block);
    return PartitionPruningRDD.<Decoded>create(images.rdd(), filter).toJavaRDD();
  }

  /** Rows of the good images. */
  private static final class Rows implements Iterator<Row> {
    private final Iterator<Decoded> decoded;
    private final Size size;
    private final int channels;
    private int index;
    private Decoded next;

    Rows(Iterator<Decoded> decoded, int first, Size size, int channels) {
      this.decoded = decoded;
      this.index = first;
      this.size = size;
      this.channels = channels;
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
      RgbImage image = new RgbImage(size.height(), size.width(), next.rgb());
      Row row = RowFactory.create(index++, next.label(), image.withChannels(channels));
      advance();
      return row;
    }
  }

  @Override
  public void close() {
    images.unpersist();
  }
}
