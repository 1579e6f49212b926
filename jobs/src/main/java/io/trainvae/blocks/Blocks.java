package io.trainvae.blocks;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.network.buffer.ManagedBuffer;
import org.apache.spark.network.shuffle.BlockFetchingListener;
import org.apache.spark.storage.BlockData;
import org.apache.spark.storage.BlockId;
import org.apache.spark.storage.BlockManager;
import org.apache.spark.storage.RDDBlockId;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.io.ChunkedByteBuffer;
import scala.Option;
import scala.reflect.ClassTag$;

/**
 * A family of numbered blocks of plain bytes. Spark registers them as partitions of a cached RDD,
 * so that one call removes all of them on all executors, even if the executors that wrote them are
 * lost. Blocks that do not fit into memory go to disk.
 *
 * @param family number of the RDD
 */
public record Blocks(int family) implements Serializable {
  /** Blocks that together take more than this part of the heap go to disk at once. */
  private static final int LARGE = 16;

  /** Creates a family with a new id. */
  public static Blocks create(SparkContext context) {
    return new Blocks(context.newRddId());
  }

  private BlockId id(int number) {
    return new RDDBlockId(family, number);
  }

  private static BlockManager manager() {
    return SparkEnv.get().blockManager();
  }

  /**
   * Keeps a block here, for those who know where to ask.
   *
   * @param beside bytes of other blocks that the process holds at the same time
   */
  public void putUnlisted(int number, ByteBuffer bytes, long beside) {
    put(number, bytes, level(beside, false), false);
  }

  /**
   * Keeps a block here, where everybody finds it.
   *
   * @param beside bytes of other blocks that the process holds at the same time
   * @param twice whether on another executor as well
   */
  public void put(int number, ByteBuffer bytes, long beside, boolean twice) {
    put(number, bytes, level(beside, twice), true);
  }

  /** Spark does not know what else is on the heap, and would fill it with blocks. */
  private static StorageLevel level(long bytes, boolean twice) {
    boolean large = bytes > Runtime.getRuntime().maxMemory() / LARGE;
    if (large) {
      return twice ? StorageLevel.DISK_ONLY_2() : StorageLevel.DISK_ONLY();
    }
    return twice ? StorageLevel.MEMORY_AND_DISK_SER_2() : StorageLevel.MEMORY_AND_DISK_SER();
  }

  private void put(int number, ByteBuffer bytes, StorageLevel level, boolean listed) {
    boolean stored =
        manager()
            .putBytes(
                id(number),
                new ChunkedByteBuffer(bytes),
                level,
                listed,
                ClassTag$.MODULE$.apply(Object.class));
    if (!stored) {
      throw new IllegalStateException("Cannot keep block %s".formatted(id(number)));
    }
  }

  /** Removes a block that was put here. */
  public void remove(int number) {
    manager().removeBlock(id(number), false);
  }

  /** A listed block, from this process or another one; empty if no process has it. */
  public Optional<ByteBuffer> find(int number) {
    Option<BlockData> here = manager().getLocalBytes(id(number));
    if (here.isDefined()) {
      ByteBuffer bytes = here.get().toByteBuffer();
      manager().releaseLock(id(number), Option.empty());
      return Optional.of(bytes);
    }
    Option<ChunkedByteBuffer> there = manager().getRemoteBytes(id(number));
    return there.isDefined() ? Optional.of(there.get().toByteBuffer()) : Optional.empty();
  }

  /**
   * Pins a listed block to this process, fetching it first where another one has it. A block in
   * memory stays there until {@link #unpin}; one on disk is mapped.
   */
  public Optional<ByteBuffer> pin(int number) {
    Option<BlockData> here = manager().getLocalBytes(id(number));
    if (here.isEmpty()) {
      Option<ChunkedByteBuffer> there = manager().getRemoteBytes(id(number));
      if (there.isEmpty()) {
        return Optional.empty();
      }
      put(number, there.get().toByteBuffer(), 0, false);
      here = manager().getLocalBytes(id(number));
    }
    return Optional.of(here.get().toByteBuffer());
  }

  /**
   * Keeps a copy of a listed block in this process.
   *
   * @return false if no process has it
   */
  public boolean copyHere(int number) {
    boolean found = pin(number).isPresent();
    if (found) {
      unpin(number);
    }
    return found;
  }

  /** Lets go of a block that was pinned. */
  public void unpin(int number) {
    manager().releaseLock(id(number), Option.empty());
  }

  /** Fetches a block from the process that put it there. */
  public CompletableFuture<ManagedBuffer> fetch(int number, Peer from) {
    CompletableFuture<ManagedBuffer> fetched = new CompletableFuture<>();
    BlockFetchingListener listener =
        new BlockFetchingListener() {
          @Override
          public void onBlockFetchSuccess(String block, ManagedBuffer data) {
            data.retain();
            if (!fetched.complete(data)) {
              data.release();
            }
          }

          @Override
          public void onBlockFetchFailure(String block, Throwable failure) {
            fetched.completeExceptionally(failure);
          }
        };
    manager()
        .blockTransferService()
        .fetchBlocks(
            from.host(),
            from.port(),
            from.executorId(),
            new String[] {id(number).name()},
            listener,
            null);
    return fetched;
  }

  /** The listed blocks that no process has any more. Called on the driver. */
  public List<Integer> missing(List<Integer> numbers) {
    BlockId[] ids = numbers.stream().map(this::id).toArray(BlockId[]::new);
    var locations = manager().master().getLocations(ids);
    return IntStream.range(0, ids.length)
        .filter(i -> locations.apply(i).isEmpty())
        .mapToObj(numbers::get)
        .toList();
  }

  /** Removes all blocks of the family everywhere. Called on the driver. */
  public void removeAll() {
    manager().master().removeRdd(family, false);
  }
}
