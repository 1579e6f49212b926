package io.trainvae.ingest.images;

import io.trainvae.data.Split;
import io.trainvae.ingest.layout.FilePartitioner;
import io.trainvae.ingest.layout.ParquetLayout;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import scala.Tuple2;

/**
 * Images in the order of {@link ImageItem#order}, a partition for each file of the data set. The
 * order and the partitions depend on the images alone, not on how they were listed.
 */
final class SortedItems {
  private final JavaPairRDD<Long, ImageItem> ranked;
  private final Map<Split, Long> counts = new EnumMap<>(Split.class);

  /**
   * A file to be.
   *
   * @param from rank of its first image among those of all splits
   */
  record Block(Split split, long from) implements Serializable {}

  /**
   * @param limit images to keep of each split, from the first
   */
  SortedItems(JavaRDD<ImageItem> items, OptionalInt limit) {
    Map<Split, Long> all = items.map(ImageItem::split).countByValue();
    Map<Split, Long> starts = new EnumMap<>(Split.class);
    long start = 0;
    for (Split split : Split.values()) {
      long count = all.getOrDefault(split, 0L);
      starts.put(split, start);
      start += count;
      counts.put(split, limit.isPresent() ? Math.min(count, limit.getAsInt()) : count);
    }
    Map<Split, Long> kept = counts;
    this.ranked =
        items
            .sortBy(ImageItem::order, true, items.getNumPartitions())
            .zipWithIndex()
            .mapToPair(pair -> new Tuple2<>(pair._2() - starts.get(pair._1().split()), pair._1()))
            .filter(pair -> pair._1() < kept.get(pair._2().split()));
  }

  long count(Split split) {
    return counts.get(split);
  }

  long total() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  /** The first of the order, for a look at them. */
  List<ImageItem> first(int most) {
    return ranked.values().take(most);
  }

  /**
   * The files of each split, in order.
   *
   * @param bytes of an image
   */
  List<Block> blocks(int bytes) {
    List<Block> blocks = new ArrayList<>();
    long start = 0;
    for (Split split : Split.values()) {
      for (ParquetLayout.Range range : ParquetLayout.files(count(split), bytes)) {
        blocks.add(new Block(split, start + range.from()));
      }
      start += count(split);
    }
    return blocks;
  }

  /** The images, partition by partition as the blocks say. */
  JavaRDD<ImageItem> in(List<Block> blocks) {
    Map<Split, Long> starts = new EnumMap<>(Split.class);
    blocks.forEach(block -> starts.putIfAbsent(block.split(), block.from()));
    long[] bounds = blocks.stream().mapToLong(Block::from).toArray();
    return ranked
        .mapToPair(pair -> new Tuple2<>(starts.get(pair._2().split()) + pair._1(), pair._2()))
        .repartitionAndSortWithinPartitions(new FilePartitioner(bounds))
        .values();
  }
}
