package io.trainvae.blocks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.spark.network.buffer.ManagedBuffer;

/** Fetches blocks from other executors in a fixed order, some of them ahead. */
public final class FetchQueue implements AutoCloseable {
  /** Bytes that are on their way to a task at a time, as in Spark's shuffle. */
  private static final long IN_FLIGHT = 48 << 20;

  private final Blocks blocks;
  private final List<Wanted> wanted;
  private final Deque<CompletableFuture<ManagedBuffer>> onTheWay = new ArrayDeque<>();
  private int asked;
  private int taken;
  private long inFlight;

  /**
   * A block that is wanted.
   *
   * @param from the process that put it there
   * @param bytes that it has
   */
  public record Wanted(int number, Peer from, long bytes) {}

  /**
   * @param wanted in the order in which {@link #next} gives them
   */
  public FetchQueue(Blocks blocks, List<Wanted> wanted) {
    this.blocks = blocks;
    this.wanted = wanted;
  }

  /**
   * Waits for the next block, and uses it.
   *
   * @param use gets its bytes, which are gone afterwards
   */
  public void next(Consumer<ByteBuffer> use) {
    askAhead();
    ManagedBuffer data = TaskWait.on(onTheWay.peek());
    onTheWay.remove();
    inFlight -= wanted.get(taken++).bytes();
    askAhead();
    try {
      use.accept(data.nioByteBuffer());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      data.release();
    }
  }

  private void askAhead() {
    while (asked < wanted.size()
        && (onTheWay.isEmpty() || inFlight + wanted.get(asked).bytes() <= IN_FLIGHT)) {
      Wanted block = wanted.get(asked++);
      inFlight += block.bytes();
      onTheWay.add(blocks.fetch(block.number(), block.from()));
    }
  }

  /** Releases the blocks that arrived but were not used. */
  @Override
  public void close() {
    onTheWay.forEach(late -> late.thenAccept(ManagedBuffer::release));
    onTheWay.clear();
  }
}
