package io.trainvae.averaging;

import io.trainvae.error.JobException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;
import java.util.zip.CRC32C;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.storage.StorageLevel;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * Deals the training images out to the workers: image i goes to worker {@code i mod workers}, so
 * that shards differ by one image at most, and stands there in the order of i, whatever files and
 * splits it was read from. A shard is one cached partition of packed images in chunks, small enough
 * each that a shard may be larger than an array can be, and spill to disk.
 */
public final class Shards implements AutoCloseable {
  /** Bytes of a chunk. */
  private static final int CHUNK_BYTES = 8 << 20;

  private final JavaRDD<MultiDataSet> chunks;

  private Shards(JavaRDD<MultiDataSet> chunks) {
    this.chunks = chunks;
  }

  /**
   * @param images index and {@linkplain ImageChunk#record record} of every image; the indices are 0
   *     to {@code total-1}, in any order
   * @param pixels of an image
   * @throws JobException when there are fewer images than workers, or, once the shards are made, on
   *     a missing or doubled index
   */
  public static Shards of(JavaPairRDD<Integer, byte[]> images, int total, int pixels, int workers) {
    return of(images, total, pixels, workers, CHUNK_BYTES);
  }

  /**
   * @param chunkBytes bytes of a chunk; one image at least
   */
  static Shards of(
      JavaPairRDD<Integer, byte[]> images, int total, int pixels, int workers, int chunkBytes) {
    if (total < workers) {
      throw JobException.data(
          "Cannot deal %d training images out to %d workers: expected at least one for each"
              .formatted(total, workers));
    }
    int recordBytes = pixels + 1;
    int chunkSize = Math.max(1, chunkBytes / recordBytes);
    JavaRDD<MultiDataSet> chunks =
        images
            .mapPartitionsToPair(part -> new Parcels(part, workers, recordBytes))
            .partitionBy(new Dealer(workers))
            .mapPartitionsWithIndex(
                (worker, parcels) ->
                    new Hand(worker, workers, total, recordBytes, chunkSize).take(parcels),
                true);
    chunks.setName("shards");
    return new Shards(chunks.persist(StorageLevel.MEMORY_AND_DISK()));
  }

  /** The cached chunks, one partition for each worker. */
  public JavaRDD<MultiDataSet> chunks() {
    return chunks;
  }

  /**
   * Makes all shards now, rather than in the first round.
   *
   * @return a checksum of all images in the order in which they were dealt out: CRC-32C, in
   *     hexadecimal
   */
  public String load() {
    CRC32C all = new CRC32C();
    for (long shard : chunks.mapPartitions(Shards::checksum).collect()) {
      all.update(ByteBuffer.allocate(Long.BYTES).putLong(shard).flip());
    }
    return "%08x".formatted(all.getValue());
  }

  private static Iterator<Long> checksum(Iterator<MultiDataSet> shard) {
    CRC32C sum = new CRC32C();
    shard.forEachRemaining(chunk -> ((ImageChunk) chunk).addTo(sum));
    return List.of(sum.getValue()).iterator();
  }

  @Override
  public void close() {
    chunks.unpersist(false);
  }

  private static final class Dealer extends Partitioner {
    private static final long serialVersionUID = 1L;
    private final int workers;

    Dealer(int workers) {
      this.workers = workers;
    }

    @Override
    public int numPartitions() {
      return workers;
    }

    @Override
    public int getPartition(Object worker) {
      return (Integer) worker;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Dealer dealer && dealer.workers == workers;
    }

    @Override
    public int hashCode() {
      return workers;
    }
  }
}
