package io.trainvae.shards;

import io.trainvae.blocks.Blocks;
import io.trainvae.error.JobException;
import io.trainvae.network.PixelFormat;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;
import org.apache.spark.Partitioner;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import scala.collection.JavaConverters;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction2;

/**
 * Distributes the training images to the workers, as blocks on the executors. Only one chunk at a
 * time is on the heap as a whole, so a shard may be larger than an executor's memory.
 */
public final class Shards implements AutoCloseable {
  /** Bytes of a chunk. Spark maps blocks on disk from 2 MiB on, rather than reading them. */
  private static final int CHUNK_BYTES = 8 << 20;

  private final JavaSparkContext context;
  private final ShardLayout layout;
  private final Blocks blocks;
  private final JavaRDD<MultiDataSet> chunks;
  private long[] checksums = new long[0];

  private Shards(JavaSparkContext context, ShardLayout layout, JavaRDD<MultiDataSet> chunks) {
    this.context = context;
    this.layout = layout;
    this.blocks = Blocks.create(context.sc());
    this.chunks = chunks;
  }

  /**
   * @param images index and {@linkplain ImageChunk#record record} of every image; the indices are 0
   *     to {@code total-1}, in any order
   * @param pixels numbers of an image
   * @param format of these numbers in a record
   * @throws JobException when there are fewer images than workers, or, once the shards are made, on
   *     a missing or doubled index
   */
  public static Shards of(
      JavaPairRDD<Long, byte[]> images, long total, int pixels, PixelFormat format, int workers) {
    return of(images, total, pixels, format, workers, CHUNK_BYTES);
  }

  /**
   * @param chunkBytes bytes of a chunk; one image at least
   */
  public static Shards of(
      JavaPairRDD<Long, byte[]> images,
      long total,
      int pixels,
      PixelFormat format,
      int workers,
      int chunkBytes) {
    if (total < workers) {
      throw JobException.data(
          "Cannot distribute %d training images to %d workers: expected at least one for each"
              .formatted(total, workers));
    }
    int recordBytes = ImageChunk.recordBytes(pixels, format);
    ShardLayout layout =
        new ShardLayout(total, workers, recordBytes, format, Math.max(1, chunkBytes / recordBytes));
    JavaRDD<MultiDataSet> chunks =
        images
            .mapPartitionsToPair(part -> new ShuffleBatches(part, layout))
            .partitionBy(new ByChunk(layout.chunks()))
            .mapPartitionsWithIndex(
                (chunk, batches) ->
                    List.<MultiDataSet>of(new ShardAssembler(layout, chunk).assemble(batches))
                        .iterator(),
                true);
    chunks.setName("shards");
    return new Shards(JavaSparkContext.fromSparkContext(images.context()), layout, chunks);
  }

  /** The chunks as an RDD, a partition each; computed whenever they are asked for. */
  public JavaRDD<MultiDataSet> chunks() {
    return chunks;
  }

  /** Maps images to chunks. */
  public ShardLayout layout() {
    return layout;
  }

  /** The blocks of the chunks. */
  public Blocks blocks() {
    return blocks;
  }

  /**
   * Makes all shards.
   *
   * @return a checksum of all images in the order in which they were distributed: CRC-32C, in
   *     hexadecimal
   */
  public String load() {
    CRC32C all = new CRC32C();
    checksums = keep(IntStream.range(0, layout.chunks()).boxed().toList());
    for (long chunk : checksums) {
      all.update(ByteBuffer.allocate(Long.BYTES).putLong(chunk).flip());
    }
    return "%08x".formatted(all.getValue());
  }

  /**
   * Makes those chunks again that were lost with an executor.
   *
   * @throws JobException data, if the images differ from those of the first reading
   */
  public void restore() {
    List<Integer> filled =
        IntStream.range(0, layout.chunks())
            .filter(chunk -> layout.chunkImages(chunk) > 0)
            .boxed()
            .toList();
    List<Integer> missing = blocks.missing(filled);
    if (!missing.isEmpty()) {
      long[] again = keep(missing);
      for (int i = 0; i < again.length; i++) {
        checkSame(missing.get(i), again[i]);
      }
    }
  }

  private void checkSame(int chunk, long checksum) {
    if (checksum != checksums[chunk]) {
      throw JobException.data(
          "Cannot continue after the loss of an executor: the training images of chunk %d are different when they are read again (checksum %08x, was %08x); expected a source that gives the same rows every time, such as one that is persisted or written to files"
              .formatted(chunk, checksum, checksums[chunk]));
    }
  }

  private long[] keep(List<Integer> numbers) {
    scala.collection.Seq<Object> partitions =
        JavaConverters.asScalaBuffer(numbers.stream().<Object>map(number -> number).toList());
    return (long[])
        context
            .sc()
            .runJob(chunks.rdd(), new Keep(blocks), partitions.toSeq(), ClassTag$.MODULE$.Long());
  }

  @Override
  public void close() {
    blocks.removeAll();
  }

  /** Keeps a chunk in the executor's block manager; returns its checksum. */
  private static final class Keep
      extends AbstractFunction2<TaskContext, scala.collection.Iterator<MultiDataSet>, Object>
      implements Serializable {
    private static final long serialVersionUID = 1L;
    private final Blocks blocks;

    Keep(Blocks blocks) {
      this.blocks = blocks;
    }

    @Override
    public Object apply(TaskContext task, scala.collection.Iterator<MultiDataSet> chunk) {
      ImageChunk images = (ImageChunk) chunk.next();
      CRC32C sum = new CRC32C();
      images.addTo(sum);
      if (!images.isEmpty()) {
        blocks.put(task.partitionId(), images.bytes(), 0, false);
      }
      return sum.getValue();
    }
  }

  private static final class ByChunk extends Partitioner {
    private static final long serialVersionUID = 1L;
    private final int chunks;

    ByChunk(int chunks) {
      this.chunks = chunks;
    }

    @Override
    public int numPartitions() {
      return chunks;
    }

    @Override
    public int getPartition(Object chunk) {
      return (Integer) chunk;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof ByChunk same && same.chunks == chunks;
    }

    @Override
    public int hashCode() {
      return chunks;
    }
  }
}
